/** TinCanJS 0.50 as tests use it: it has no types, speaks callbacks and sends 1.0.2; here it answers promises. */
import TinCan from 'tincanjs'

type Callback = (error: unknown, answer: unknown) => void
type Client = { [method: string]: (...args: unknown[]) => unknown }
type Parts = { LRS: new (options: object) => Client } & { [name: string]: new (value: unknown) => object }

/** What TinCanJS hands back: statements of a list with its `more`, the versions of `about`, or a document. */
export type Answer = {
  statements?: { id: string }[] | null
  more?: string | null
  version?: string[]
  contents?: unknown
  etag?: string
}

export type TinCanStatement = { id: string; actor: object; verb: object; object: object }
type State = { id: string; agent: string; activity: string }
type Query = { agent?: string; verb?: string; activity?: string; limit?: number }

export function tincan({ endpoint, key, secret }: { endpoint: string; key: string; secret: string }) {
  const { LRS, Statement, Agent, Verb, Activity } = TinCan as unknown as Required<Parts>
  const lrs = new LRS({ endpoint, username: key, password: secret, version: '1.0.2', allowFail: false })
  const made = (part: (new (value: unknown) => object) | undefined, value: unknown) => part && new part(value)

  const ownerOf = ({ agent, activity }: Omit<State, 'id'>) => ({
    agent: made(Agent, { mbox: agent }),
    activity: made(Activity, { id: activity }),
  })

  const call = (work: (callback: Callback) => void) =>
    new Promise<Answer>((resolve, reject) => {
      work((error, answer) => (error === null ? resolve(answer as Answer) : reject(answer)))
    })

  return {
    save: (statement: TinCanStatement) =>
      call((callback) => lrs.saveStatement?.(made(Statement, statement), { callback })),
    saveAll: (statements: TinCanStatement[]) =>
      call((callback) =>
        lrs.saveStatements?.(
          statements.map((each) => made(Statement, each)),
          { callback },
        ),
      ),
    retrieve: (id: string) => call((callback) => lrs.retrieveStatement?.(id, { callback })),
    query: ({ agent, verb, activity, limit }: Query) => {
      const params = {
        ...(agent && { agent: made(Agent, { mbox: agent }) }),
        ...(verb && { verb: made(Verb, { id: verb }) }),
        ...(activity && { activity: made(Activity, { id: activity }) }),
        ...(limit && { limit }),
      }
      return call((callback) => lrs.queryStatements?.({ params, callback }))
    },
    more: (url: string) => call((callback) => lrs.moreStatements?.({ url, callback })),
    saveState: ({ id, value, ...owner }: State & { value: string }) =>
      call((callback) => lrs.saveState?.(id, value, { ...ownerOf(owner), callback })),
    retrieveState: ({ id, ...owner }: State) =>
      call((callback) => lrs.retrieveState?.(id, { ...ownerOf(owner), callback })),
    about: () => call((callback) => lrs.about?.({ callback })),
  }
}
