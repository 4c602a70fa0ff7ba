/** What a person leaves who learns with others, sent over HTTP: in statements small and large, with data, in documents, voided. */
import { randomBytes } from 'node:crypto'
import { attachmentOf, dataPart, postParts } from '../conformance/attachments.ts'
import { MBOX, NUMBER, PLACES, type Somebody, WAYS_TO_NAME } from './erasure-worlds.ts'
import type { Answer, Call, Lrs } from './lrs.ts'
import { noise } from './request-roads.ts'
import { type NewStatement, newStatement, type Part } from './sent-statements.ts'
import { VOIDED } from './statements.ts'

/** `gone`: what is about the person. `edited`: what names them. `others`: all else; the last of it was voided by the person. */
export type SentPerson = { gone: NewStatement[]; edited: NewStatement[]; others: NewStatement[]; voided: NewStatement }

const zoe = { mbox: MBOX, name: 'Zoe Q' }
const refersTo = ({ id }: NewStatement, part: Part = {}) =>
  newStatement({ object: { objectType: 'StatementRef', id }, ...part })

/** Each place of a statement, in each way to name the person. */
function named() {
  const [gone, edited]: NewStatement[][] = [[], []]
  for (const [at, { isAbout, of }] of Object.values(PLACES).entries()) {
    const agent = { ...WAYS_TO_NAME[at % WAYS_TO_NAME.length] }
    const somebody: Somebody = { agent, text: NUMBER, address: 'Zoe.Quill@people.example' }
    const list = isAbout ? gone : edited
    list?.push(newStatement(JSON.parse(JSON.stringify(of(somebody)))))
  }
  return { gone: gone ?? [], edited: edited ?? [] }
}

export async function sendPerson(lrs: Lrs): Promise<SentPerson> {
  const { gone, edited } = named()
  const first = gone[0] ?? newStatement()
  const small = [newStatement(), refersTo(first), newStatement({ result: { response: 'not Zoe' } })]
  await expectDone(lrs.post([...gone, ...edited, ...small]))
  const large = [newStatement({ actor: zoe, result: noise(200_000) }), newStatement({ result: noise(200_000) })]
  const instructed = newStatement({ context: { instructor: zoe }, result: noise(100_000) })
  await expectDone(lrs.post([...large, instructed]))
  const [own, shared] = [Buffer.from(`${NUMBER} and so on`), randomBytes(200)]
  const withData = [
    newStatement({ actor: zoe, attachments: [attachmentOf(own), attachmentOf(shared)] }),
    newStatement({ attachments: [attachmentOf(shared)] }),
  ]
  await expectDone(postParts(lrs, withData, [dataPart(own), dataPart(shared)]))
  const voided = newStatement()
  await expectDone(lrs.post([voided]))
  const voids = [refersTo(voided, { actor: zoe, verb: VOIDED }), refersTo(large[0] ?? first, { verb: VOIDED })]
  for (const one of voids) await expectDone(lrs.post([one]))
  const odd = (list: NewStatement[], rest: number) => list.filter((_, at) => at % 2 === rest)
  return {
    gone: [...gone, ...odd([...large, ...withData, ...voids], 0)],
    edited: [...edited, instructed],
    others: [...small, ...odd([...large, ...withData, ...voids], 1)],
    voided,
  }
}

const activityId = 'https://e.example/lesson'
const agent = (one: object) => JSON.stringify(one)

/** By what they are about: documents of the person, one that names them, and those of others. */
export const DOCUMENTS: { [whose: string]: { resource: string; call: Call }[] } = {
  own: [
    { resource: 'activities/state', call: { query: { activityId, agent: agent({ mbox: MBOX }), stateId: 'a' } } },
    { resource: 'activities/state', call: { query: { activityId, agent: agent(WAYS_TO_NAME[2]), stateId: 'large' } } },
    { resource: 'agents/profile', call: { query: { agent: agent(WAYS_TO_NAME[3]), profileId: 'a' } } },
  ],
  naming: [{ resource: 'activities/profile', call: { query: { activityId, profileId: 'a' } } }],
  others: [
    {
      resource: 'activities/state',
      call: { query: { activityId, agent: agent({ mbox: 'mailto:ada@example.com' }), stateId: 'a' } },
    },
  ],
}

export async function sendDocuments(lrs: Lrs): Promise<void> {
  for (const [whose, documents] of Object.entries(DOCUMENTS)) {
    for (const { resource, call } of documents) {
      const isLarge = JSON.stringify(call.query).includes('large')
      const body = { by: whose === 'others' ? 'Ada' : NUMBER, more: isLarge ? 'x'.repeat(400_000) : '' }
      await expectDone(lrs.call('PUT', resource, { ...call, body, headers: { 'If-None-Match': '*' } }))
    }
  }
}

async function expectDone(answer: Promise<Answer>): Promise<void> {
  const { status, text } = await answer
  if (status !== 200 && status !== 204) throw new Error(`${status}: ${text}`)
}
