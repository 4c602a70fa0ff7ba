/** The commands on the table `Index`: make it anew, and compare it with what is stored. */
import { createActivityStore } from '../../lambdas/activities/activity-store.ts'
import { createBatches } from '../../lambdas/statements/batch/batches.ts'
import { createShards } from '../../lambdas/statements/index/shards.ts'
import { checkIndex, NOTHING_SEEN } from '../../lambdas/statements/maintenance/check.ts'
import type { Finding, Seen } from '../../lambdas/statements/maintenance/findings.ts'
import { rebuild, START } from '../../lambdas/statements/maintenance/rebuild.ts'
import {
  fromRebuildProgressItem,
  type RebuildProgress,
  rebuildProgressKey,
  toRebuildProgressItem,
} from '../../lambdas/statements/maintenance/rebuild-progress-item.ts'
import type { TenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { showProgress } from '../terminal/progress.ts'
import { type Command, existingTenant, type Input, type RightsCommand, table, textOf } from './command.ts'
import type { Deployment } from './deployment.ts'
import { Failure } from './failure.ts'
import { patient } from './patience.ts'

const TENANT = { tenant: { type: 'string' } } as const

export function indexParts({ scanner, objects, clock, ...deployment }: Deployment) {
  const tables = patient(deployment.tables, clock)
  const batches = createBatches(tables, patient(objects, clock))
  const activities = createActivityStore({ tables, clock })
  return { tables, scanner, clock, batches, activities, shardsOf: createShards(tables, clock) }
}

async function tenantOf(deployment: Deployment, { values }: Input): Promise<TenantId | undefined> {
  const text = textOf(values, 'tenant')
  return text === undefined ? undefined : existingTenant(deployment, text)
}

const number = (value: number) => value.toLocaleString('en-US')

export const rebuildIndex: Command = {
  usage: 'index rebuild [--tenant TENANT] [--resume]',
  summary: 'makes the table Index anew from the table Statements',
  details: `  --tenant  only this one
  --resume  goes on where the last run was interrupted

  Nothing that stands is deleted, so it may run while senders send. If claims were lost, stop the senders first:
  without its claim a statement that is sent again would be stored again.`,
  options: { ...TENANT, resume: { type: 'boolean' } },
  takes: [0, 0],
  recorded: { act: 'index.rebuilt', tenant: 'option' },
  async run(deployment, input) {
    const tenant = await tenantOf(deployment, input)
    const checkpoint = checkpointOf(deployment, tenant)
    let progress = input.values.resume === true ? await checkpoint.read() : START
    await checkpoint.keep(progress)
    const shown = showProgress((seconds) => {
      const done = `${number(progress.batches)} batches, ${number(progress.statements)} statements`
      return `Rebuilding ${progress.phase}: ${done} in ${number(seconds)} s`
    })
    try {
      for await (progress of rebuild(indexParts(deployment), tenant, progress)) await checkpoint.keep(progress)
    } finally {
      shown.end()
    }
    const { batches, statements, duplicates } = progress
    const json = { batches, statements, duplicates }
    const text = `Rebuilt from ${number(batches)} batches with ${number(statements)} statements.`
    const told = { what: json }
    if (duplicates === 0) return { text, json, told }
    const doubled = `${number(duplicates)} of them have the id of another one, which was stored while there was no claim.`
    return { text: `${text}\n${doubled}`, json, told, code: 1 }
  },
}

/** In `Control`, so that another machine can go on. */
function checkpointOf({ tables }: Deployment, tenant: TenantId | undefined) {
  return {
    async read(): Promise<RebuildProgress> {
      const item = await tables.get('control', rebuildProgressKey(tenant), true)
      const progress = item && fromRebuildProgressItem(item)
      if (progress === undefined || progress.phase === 'done')
        throw new Failure('There is no interrupted run to resume.')
      return progress
    },
    keep: (progress: RebuildProgress) => tables.putIf('control', toRebuildProgressItem(tenant, progress)),
  }
}

const EXAMPLES = 3

export const compareIndex: RightsCommand = {
  usage: 'index check [--tenant TENANT]',
  summary: 'compares the table Index with what the table Statements implies',
  details: `  --tenant  only this one

  missing   a statement implies it, and it is not there
  wrong     it is there and says something else
  dangling  it is there, and no statement implies it
  left      of a request that was never stored: nobody sees it, and it is no difference

  Exit code 1 on a difference. While senders send, references of the last seconds may count as one: check again.`,
  options: TENANT,
  takes: [0, 0],
  async run(deployment, input) {
    const tenant = await tenantOf(deployment, input)
    const tally = createTally()
    const seen = { ...NOTHING_SEEN }
    const shown = showProgress((seconds) => progressOf(seen, tally.differences(), seconds))
    try {
      for await (const { findings } of checkIndex(indexParts(deployment), tenant, seen)) {
        for (const finding of findings) tally.add(finding)
      }
    } finally {
      shown.end()
    }
    const differences = tally.differences()
    const rows = tally.all().map(({ problem, kind, count, keys }) => [problem, kind, number(count), keys.join(', ')])
    const { batches, statements, entries } = seen
    const compared = `${number(batches)} batches and ${number(entries)} entries compared: ${number(differences)} differences.`
    return {
      text: [...(rows.length > 0 ? [table(['PROBLEM', 'KIND', 'COUNT', 'FOR EXAMPLE'], rows)] : []), compared].join(
        '\n',
      ),
      json: { batches, statements, entries, differences, findings: tally.all() },
      ...(differences > 0 && { code: 1 }),
    }
  },
}

function progressOf({ table: name, batches, statements, entries }: Seen, differences: number, seconds: number): string {
  const rate = number(Math.round((statements + entries) / Math.max(seconds, 1)))
  const doing = name === 'statements' ? 'what Statements implies' : 'what Index holds'
  const counts = `${number(batches)} batches, ${number(statements)} statements, ${number(entries)} entries`
  return `Comparing ${doing}: ${counts}, ${rate} a second; ${number(differences)} differences so far`
}

function createTally() {
  const found = new Map<string, { count: number; keys: string[] } & Omit<Finding, 'key'>>()
  const all = () => [...found.values()]
  return {
    add({ problem, kind, key }: Finding) {
      const one = found.get(`${problem} ${kind}`) ?? { problem, kind, count: 0, keys: [] }
      one.count++
      if (one.keys.length < EXAMPLES) one.keys.push(key)
      found.set(`${problem} ${kind}`, one)
    },
    all,
    differences: () => all().reduce((sum, { problem, count }) => sum + (problem === 'left' ? 0 : count), 0),
  }
}
