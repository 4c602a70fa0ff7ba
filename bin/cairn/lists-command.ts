/** The operator's commands for lists that are too hot for one partition. */
import { type Fingerprint, fingerprint } from '../../lambdas/database/fingerprint.ts'
import { isListed, LISTS, type ListKind, listOf } from '../../lambdas/statements/index/lists.ts'
import { MOST_SHARDS, raiseShards, readShards } from '../../lambdas/statements/index/shards.ts'
import { FEATURE } from '../../lambdas/statements/index/term-number.ts'
import { parseAgentFilter, parseIri, parseUuid } from '../../lambdas/xapi/parameters.ts'
import { type Command, existingTenant, table } from './command.ts'
import type { Deployment } from './deployment.ts'
import { Failure, UsageError } from './failure.ts'

type NamingFeature = ListKind['features'][number]

/** How a value that names a list is read, by the feature that it is of. */
const READ_VALUE: { [feature in NamingFeature]: (value: string) => Fingerprint } = {
  [FEATURE.verb]: iri,
  [FEATURE.agent]: agent,
  [FEATURE.activity]: iri,
  [FEATURE.registration]: (uuid) => fingerprint(parseUuid(uuid, 'registration')),
  [FEATURE.relatedAgent]: agent,
  [FEATURE.relatedActivity]: listedIri,
}

function iri(text: string) {
  return fingerprint(parseIri(text, '<value>'))
}

function agent(json: string) {
  return fingerprint(parseAgentFilter(json, '<value>'))
}

function listedIri(text: string) {
  const activity = iri(text)
  if (!isListed(activity)) throw new Failure('This activity has no list: it stands in nearly every statement.')
  return activity
}

function requireKind(word: string): ListKind {
  const kinds = Object.values(LISTS)
  const kind = kinds.find((one) => one.word === word)
  if (kind === undefined) {
    throw new UsageError(`There is no kind ${word}: ${kinds.map((one) => one.word).join(', ')}.`)
  }
  return kind
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
  recorded: { act: 'list.raised', tenant: 'argument' },
  async run(deployment, { args: [text, word = '', ...rest] }) {
    const kind = requireKind(word)
    const features: readonly NamingFeature[] = kind.features
    const values = rest.slice(0, -1)
    if (values.length !== features.length)
      throw new UsageError(`The kind ${word} has ${features.length} values, not ${values.length}.`)
    const shards = Number(rest.at(-1))
    if (!Number.isInteger(shards) || shards < 1 || shards > MOST_SHARDS) {
      throw new UsageError(`A list has 1 to ${MOST_SHARDS} shards.`)
    }
    const list = listOf(kind, ...features.map((feature, at) => READ_VALUE[feature](values[at] ?? '')))
    const name = [word, ...values].join(' ')
    const tenant = await existingTenant(deployment, text)
    await requireTime(deployment)
    const from = await raiseShards(deployment.tables, deployment.clock, tenant, { list, name, shards })
    const since = from === undefined ? null : new Date(from).toISOString()
    const when = since === null ? 'already' : `from ${since} on`
    return {
      text: `The list has ${shards} shards ${when}.`,
      json: { tenant, list: name, shards, from: since },
      told: { what: { shards } },
    }
  },
}

export const showLists: Command = {
  usage: 'lists show <tenant>',
  summary: 'shows the lists of a tenant that have shards, and since when',
  takes: [1, 1],
  async run(deployment, { args: [text] }) {
    const lists = await readShards(deployment.tables, await existingTenant(deployment, text))
    const json = [...lists.values()].flatMap(({ name, epochs }) =>
      epochs.map(({ from, shards }) => ({ from: new Date(from).toISOString(), shards, list: name })),
    )
    const rows = json.map(({ from, shards, list }) => [from, String(shards), list])
    return { text: rows.length === 0 ? 'Every list has one shard.' : table(['FROM', 'SHARDS', 'LIST'], rows), json }
  },
}
