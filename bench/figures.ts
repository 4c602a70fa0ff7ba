/** Units and calls of reads and writes: the figures that do not depend on the machine. */
import type { Bodies } from './bodies.ts'
import type { Send } from './handler-client.ts'
import type { Meter } from './meter.ts'

export type Figure = { name: string; unit: string; value: number; budget?: number }

const PAGE = 50

/** Sends each body once. */
export async function writes(meter: Meter, send: Send, { name, bodies, size }: WriteCase): Promise<Figure[]> {
  await send('GET', 'limit=1')
  meter.reset()
  for (const body of bodies) await send('POST', '', body)
  const { calls, writeUnits } = meter.read()
  const budgets = size === 1 ? { units: 10, calls: 3 } : { units: 2.2, calls: 8 }
  return [
    {
      name: `write-units/${name}`,
      unit: 'units/statement',
      value: writeUnits / (bodies.length * size),
      budget: budgets.units,
    },
    { name: `calls/${name}`, unit: 'calls/request', value: calls / bodies.length, budget: budgets.calls },
  ]
}

/**
 * How much of what one busy tenant writes in an hour goes to one partition key, which takes 1,000 write units a second.
 * A list of `Index` is one key until it gets shards.
 */
export function hottestShares(meter: Meter): Figure[] {
  return [...meter.read().inserts].map(([table, counts]) => {
    const all = [...counts.values()]
    const value = Math.max(...all) / all.reduce((sum, count) => sum + count, 0)
    return { name: `partition/${table.toLowerCase()}/hottest-share`, unit: 'of the inserts', value }
  })
}

export type WriteCase = { name: string; bodies: string[]; size: number }

/** Reads a page of 50 with each filter, from stores that were filled by requests of 1, 10 and 50 statements. */
export async function reads(meter: Meter, stores: { send: Send; name: string }[], bodies: Bodies): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const { send, name } of stores) {
    for (const [filter, query] of filtersOf(bodies)) {
      meter.reset()
      const { body } = await send('GET', `${query}&limit=${PAGE}`)
      const returned = JSON.parse(body).statements.length
      const value = meter.read().readUnits / returned
      figures.push({ name: `read-units/${name}/${filter}`, unit: 'units/statement', value })
    }
  }
  const mean = figures.reduce((sum, { value }) => sum + value, 0) / figures.length
  return [{ name: 'read-units/returned-statement', unit: 'units/statement', value: mean, budget: 1 }, ...figures]
}

/** For each filter the value that most statements have, so that the pages are full. */
function filtersOf({ all }: Bodies): [string, string][] {
  const statements = all.map((text) => JSON.parse(text))
  const top = (pick: (statement: FilterStatement) => string | undefined) => mostFrequent(statements.map(pick))
  const agent = top(({ actor }) => agentOf(actor))
  const verb = top((statement) => statement.verb.id)
  const activity = top(({ object }) => object.id)
  const pair = top(({ verb, object }) => object.id && JSON.stringify([verb.id, object.id]))
  const registration = top(({ context }) => context?.registration)
  const related = top(({ context }) => context?.contextActivities?.category?.[0]?.id)
  const [pairVerb, pairActivity] = JSON.parse(pair)
  const agentsVerb = mostFrequent(statements.filter(({ actor }) => agentOf(actor) === agent).map((one) => one.verb.id))
  return [
    ['all', ''],
    ['agent', query({ agent })],
    ['verb', query({ verb })],
    ['activity', query({ activity })],
    ['verb+activity', query({ verb: pairVerb, activity: pairActivity })],
    ['agent+verb', query({ agent, verb: agentsVerb })],
    ['registration', query({ registration })],
    ['related_activities', query({ activity: related, related_activities: 'true' })],
    ['related_agents', query({ agent, related_agents: 'true' })],
  ]
}

const agentOf = ({ mbox, account }: FilterStatement['actor']) => JSON.stringify({ mbox, account })

/** The members of a statement that the filters are made from. */
type FilterStatement = {
  actor: { mbox?: string; account?: object }
  verb: { id: string }
  object: { id?: string }
  context?: { registration?: string; contextActivities?: { category?: { id: string }[] } }
}

const query = (parameters: { [name: string]: string }) => new URLSearchParams(parameters).toString()

function mostFrequent(values: (string | undefined)[]): string {
  const counts = new Map<string, number>()
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best))[0]
}
