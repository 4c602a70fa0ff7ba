import { fingerprint } from '../../lambdas/database/fingerprint.ts'
import { type List, list, verbActivity } from '../../lambdas/statements/index/lists.ts'
import { MOST_SHARDS, raiseShards, readShards } from '../../lambdas/statements/index/shards.ts'
import { isListed } from '../../lambdas/statements/index/terms.ts'
import { parseAgentFilter, parseIri, parseUuid } from '../../lambdas/xapi/parameters.ts'
import { type Command, existingTenant, say, table } from './command.ts'
import type { Deployment } from './deployment.ts'
import { Failure, UsageError } from './failure.ts'

/** For each kind in words: how many values it has, and the list that they name. */
const KINDS: { [kind: string]: { values: number; toList: (...values: string[]) => List } } = {
  all: { values: 0, toList: () => list('ALL') },
  verb: { values: 1, toList: (verb) => list('V', iri(verb)) },
  agent: { values: 1, toList: (agent) => list('A', person(agent)) },
  activity: { values: 1, toList: (activity) => list('C', iri(activity)) },
  'verb+activity': {
    values: 2,
    toList: (verb, activity) => list('VC', verbActivity(iri(verb), iri(activity))),
  },
  registration: { values: 1, toList: (uuid = '') => list('R', fingerprint(parseUuid(uuid, 'registration'))) },
  'related-agent': { values: 1, toList: (agent) => list('AR', person(agent)) },
  'related-activity': { values: 1, toList: (activity) => list('CR', related(iri(activity))) },
}

const iri = (text = '') => fingerprint(parseIri(text, '<value>'))
const person = (json = '') => fingerprint(parseAgentFilter(json, '<value>'))

function related(activity: ReturnType<typeof fingerprint>) {
  if (!isListed(activity)) throw new Failure('This activity has no list: it stands in nearly every statement.')
  return activity
}

/** Well within what is left of the notice that writers get: a clock that is wrong by more would let an epoch begin unknown to some. */
const MOST_SKEW_MS = 10_000

async function requireTime({ skew }: Deployment) {
  const ahead = (await skew()) ?? 0
  if (Math.abs(ahead) <= MOST_SKEW_MS) return
  const seconds = Math.round(Math.abs(ahead) / 1_000)
  throw new Failure(`The clock here is ${seconds} s ${ahead > 0 ? 'fast' : 'slow'}: a list must be raised on time.`)
}

export const raiseList: Command = {
  usage: 'lists raise <tenant> <kind> [<value>...] <shards>',
  summary: 'spreads a hot list over more partitions, from 90 seconds on',
  details: `  kind    all, verb <iri>, agent <json>, activity <iri>, verb+activity <iri> <iri>, registration <uuid>,
          related-agent <json>, related-activity <iri>
  shards  1 to ${MOST_SHARDS}: a shard takes about 1,000 requests a second, and each costs readers of the list a read

  What is stored stays where it is, and every query sees both. Writers learn of it before it begins.`,
  takes: [3, 5],
  async run(deployment, { args: [text, kind = '', ...rest] }) {
    const known = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined
    if (known === undefined) throw new UsageError(`There is no kind ${kind}: ${Object.keys(KINDS).join(', ')}.`)
    const values = rest.slice(0, -1)
    if (values.length !== known.values)
      throw new UsageError(`The kind ${kind} has ${known.values} values, not ${values.length}.`)
    const shards = Number(rest.at(-1))
    if (!Number.isInteger(shards) || shards < 1 || shards > MOST_SHARDS) {
      throw new UsageError(`A list has 1 to ${MOST_SHARDS} shards.`)
    }
    const name = [kind, ...values].join(' ')
    const raise = { list: known.toList(...values), name, shards }
    const tenant = await existingTenant(deployment, text)
    await requireTime(deployment)
    const from = await raiseShards(deployment.tables, deployment.clock, tenant, raise)
    if (from === undefined) say(`The list has ${shards} shards already.`)
    else say(`The list has ${shards} shards from ${new Date(from).toISOString()} on.`)
    return undefined
  },
}

export const showLists: Command = {
  usage: 'lists show <tenant>',
  summary: 'shows the lists of a tenant that have shards, and since when',
  takes: [1, 1],
  async run(deployment, { args: [text] }) {
    const lists = await readShards(deployment.tables, await existingTenant(deployment, text))
    if (lists.size === 0) say('Every list has one shard.')
    const rows = [...lists.values()].flatMap(({ name, epochs }) =>
      epochs.map(({ from, shards }) => [new Date(from).toISOString(), String(shards), name]),
    )
    if (rows.length > 0) say(table(['FROM', 'SHARDS', 'LIST'], rows))
    return undefined
  },
}
