/** The command that makes tenants what a file says: repeatable, so that the file can be kept in a repository. */
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import type { Administration } from '../administration.ts'
import { type AdministeringCommand, type Input, type Outcome, textOf } from '../command.ts'
import { Failure, UsageError } from '../failure.ts'
import { planOf } from './plan.ts'
import { openSecretsFile } from './secrets-file.ts'
import type { MadeSecret, Step } from './step.ts'
import { readTenantsFile, type TenantsFile } from './tenants-file.ts'

export const applyTenants: AdministeringCommand = {
  usage: 'apply <file> [--dry-run] [--prune [--yes]] [--secrets-to FILE] [--issuer ISSUER]',
  summary: 'makes tenants, members and credentials what a file of YAML says; again, it does nothing',
  details: `  --dry-run     shows what it would do, as a diff, and does nothing
  --prune       takes members away and revokes credentials that the file does not have, of tenants that it has, where
                it has a list of them; asks first. A tenant is never removed by a file
  --yes         does not ask
  --secrets-to  the secrets of new credentials go there, one line of JSON each, for you alone to read; without it they
                are printed
  --issuer      whose subjects the members are, as their tokens say (iss); with --stack only

  docs/tenants.md says what a file may have.`,
  options: {
    'dry-run': { type: 'boolean' },
    prune: { type: 'boolean' },
    yes: { type: 'boolean' },
    'secrets-to': { type: 'string' },
    issuer: { type: 'string' },
  },
  takes: [1, 1],
  recordsEach: true,
  async administer(administration, input) {
    const file = read(input.args[0] ?? '')
    const steps = await plan(administration, file, input)
    if (steps.length === 0) return { text: 'Nothing to do: all is as the file says.', json: { steps: [], done: 0 } }
    const diff = diffOf(steps)
    if (input.values['dry-run'] === true) {
      const text = `${diff}\nNothing was done: ${counted(steps.length)} to do.`
      return { text, json: { steps: steps.map(toJson), done: 0 } }
    }
    await agree(steps, diff, input)
    return perform(administration, steps, input)
  },
}

function read(name: string): TenantsFile {
  try {
    return readTenantsFile(readFileSync(name, 'utf8'), name)
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new UsageError(`${name} can't be read.`, { cause: error })
  }
}

async function plan(administration: Administration, file: TenantsFile, { values }: Input): Promise<Step[]> {
  const issuer = textOf(values, 'issuer')
  const asked = { isPruning: values.prune === true, now: Date.now(), ...(issuer !== undefined && { issuer }) }
  const planning = { administration, file, wrong: [] as string[], ...asked }
  const steps = await planOf(planning)
  if (planning.wrong.length > 0)
    throw new Failure('The file can not be applied: nothing was changed.', { details: planning.wrong })
  return steps
}

/** @throws UsageError where something would be taken away and nobody agrees */
async function agree(steps: Step[], diff: string, { values }: Input): Promise<void> {
  const taken = steps.filter(({ isPruning }) => isPruning).length
  if (taken === 0 || values.yes === true) return
  if (!process.stdin.isTTY)
    throw new UsageError(
      `--prune would take away ${taken}, and nobody can be asked here: look with --dry-run, then say --yes.`,
    )
  const asking = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await asking
    .question(`${diff}\nThis takes away ${taken}. Go on? (yes/no) `)
    .finally(() => asking.close())
  if (answer.trim() !== 'yes') throw new Failure('Nothing was changed.')
}

/** Secrets that were made are told whatever happens afterwards: nobody can tell them again. */
async function perform(administration: Administration, steps: Step[], { values }: Input): Promise<Outcome> {
  const path = textOf(values, 'secrets-to')
  const file = path === undefined ? undefined : openSecretsFile(path)
  const told: MadeSecret[] = []
  const ended: Step[] = []
  let failure: Error | undefined
  try {
    for (const step of steps) {
      const made = await step.perform(administration)
      if (made !== undefined && file === undefined) told.push(made)
      else if (made !== undefined) file?.add(made)
      ended.push(step)
    }
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error))
  } finally {
    file?.close()
  }
  const secrets = told.map(
    ({ tenant, label, key, secret }) => `\n${tenant} ${label}\nkey     ${key}\nsecret  ${secret}`,
  )
  if (told.length > 0) process.stderr.write('Keep the secrets now: only hashes of them are stored.\n')
  const step = steps[ended.length]
  if (failure !== undefined)
    process.stderr.write(`This was not done, nor what follows it: ${step?.lines[0] ?? ''}\n${failure.message}\n`)
  const summary = `${counted(ended.length)} done${failure === undefined ? '.' : ` of ${steps.length}: the same command goes on.`}`
  const text = [...(ended.length > 0 ? [diffOf(ended)] : []), summary, ...secrets].join('\n')
  const json = {
    ...{ steps: steps.map(toJson), done: ended.length, secrets: told },
    ...(failure !== undefined && { failure: failure.message }),
  }
  return { text, json, ...(failure !== undefined && { code: 1 }) }
}

const counted = (count: number) => (count === 1 ? '1 change' : `${count} changes`)

const toJson = ({ tenant, lines }: Step) => ({ tenant, lines })

function diffOf(steps: Step[]): string {
  const tenants = [...new Set(steps.map(({ tenant }) => tenant))]
  return tenants
    .flatMap((tenant) => [
      tenant,
      ...steps.filter((step) => step.tenant === tenant).flatMap(({ lines }) => lines.map((line) => `  ${line}`)),
    ])
    .join('\n')
}
