/** What a command of the operator is, and the arguments they share. */
import { parseArgs } from 'node:util'
import type { Act } from '../../lambdas/audit/acts.ts'
import { isTenant } from '../../lambdas/tenancy/registry.ts'
import { type TenantId, tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import type { Administration } from './administration.ts'
import type { ToldTrail } from './changed.ts'
import type { Deployment } from './deployment.ts'
import { Failure, UsageError } from './failure.ts'

export type Options = { [name: string]: { type: 'string' | 'boolean'; multiple?: boolean } }
export type Values = { [name: string]: string | boolean | (string | boolean)[] | undefined }

/** An act, and where the command has its tenant: its first argument, the option --tenant, or nowhere. */
export type Recorded = {
  act: Act
  tenant?: 'argument' | 'option'
  /** The option with which nothing is done. */
  unless?: string
}

type Described = {
  /** After `cairn`, as in the help: `lists show <tenant>`. */
  usage: string
  summary: string
  /** Further lines of its help. */
  details?: string
  options?: Options
  /** How many arguments it takes, at least and at most. */
  takes: readonly [least: number, most: number]
  /** As what the trail of audit is told of it: of all that changes something or takes records out. */
  recorded?: Recorded
}

/** With rights in AWS, or on the tables of the local runner. */
export type RightsCommand = Described & { run(deployment: Deployment, input: Input): Promise<Outcome> }
/** Without a deployment, or with one that it looks for itself. */
type LoneCommand = Described & { runAlone(input: Input): Promise<Outcome> }
export type AdministeringCommand = Described & Administering
export type Command = RightsCommand | LoneCommand | AdministeringCommand

/** By the admin API, or with rights of AWS: `way.ts` decides which. */
type Administering = {
  administer(administration: Administration, input: Input): Promise<Outcome>
  /** Options that the admin API has no counterpart of: with one of them, it is past it on the local runner. */
  pastApi?: string[]
  /** Past the admin API on the local runner, where nobody is signed in: it is more than the API does. */
  isPastApiAtHome?: true
  /** It makes several changes: the trail is told of each by itself, and not of the command. */
  recordsEach?: true
}

/** What a command has to say: to people in lines, with `--json` to programs. */
export type Outcome = {
  text: string
  json: unknown
  /** What the trail is told besides; never a secret. */
  told?: ToldTrail
  /** The exit code, where it is not 0: the command did what it should, and found a difference. */
  code?: number
}

/** The arguments after the command's name, and the values of its options. */
export type Input = { args: string[]; values: Values }

/** The options of every command: where it works, how it answers, and its help. */
const SHARED: Options = {
  stack: { type: 'string' },
  at: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
}

/** @throws UsageError */
export function readInput({ usage, options = {}, takes: [least, most] }: Command, words: string[]): Input {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      options: { ...SHARED, ...options },
      allowPositionals: true,
    })
    const isEnough = positionals.length >= least && positionals.length <= most
    if (!isEnough && values.help !== true) throw new UsageError(`Usage: cairn ${usage}`)
    return { args: positionals, values }
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${(error as Error).message.split('. ')[0]}. Usage: cairn ${usage}`)
  }
}

export function textOf(values: Values, name: string): string | undefined {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

/** @throws UsageError when the text is no id; Failure when there is no such tenant */
export async function existingTenant({ tables }: Deployment, text = ''): Promise<TenantId> {
  const tenant = toTenant(text)
  if (!(await isTenant(tables, tenant)))
    throw new Failure(`There is no tenant ${tenant}: cairn tenants list shows them.`)
  return tenant
}

export function toTenant(text: string): TenantId {
  try {
    return tenantId(text)
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

/** Columns as wide as their longest cell. */
export function table(head: string[], rows: string[][]): string {
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => row[at]?.length ?? 0)))
  const line = (row: string[]) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd()
  return [head, ...rows].map(line).join('\n')
}
