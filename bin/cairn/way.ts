/** Which way a command goes: by the admin API, or past it with rights of AWS. What a way needs is loaded when it is gone. */
import { ENV } from '../../lambdas/runtime/names.ts'
import { type Administering, type Command, type Input, type Outcome, textOf, type Values } from './command.ts'
import { UsageError } from './failure.ts'
import type { AdminAccess } from './sign-in/access.ts'

export async function perform(command: Command, input: Input): Promise<Outcome> {
  if ('runAlone' in command) return command.runAlone(input)
  if ('run' in command) {
    if (textOf(input.values, 'at') !== undefined)
      throw new UsageError('This command works with rights of AWS: it takes --stack, not --at.')
    return withRights(command, input, command.run)
  }
  const access = await accessFor(input.values, isPastApiAtHome(command, input))
  if (access === undefined) {
    const { administerByTables } = await import('./by-tables.ts')
    return withRights(command, input, (deployment) => command.administer(administerByTables(deployment), input))
  }
  const [{ createAdminApi }, { administerByApi }] = await Promise.all([
    import('./admin/api.ts'),
    import('./admin/by-api.ts'),
  ])
  return command.administer(administerByApi(createAdminApi(access)), input)
}

async function withRights(
  command: Command,
  input: Input,
  run: (deployment: Awaited<ReturnType<typeof import('./deployment.ts')['connect']>>, input: Input) => Promise<Outcome>,
): Promise<Outcome> {
  const [{ connect }, { runRecorded }] = await Promise.all([import('./deployment.ts'), import('./operator-trail.ts')])
  const deployment = await connect(textOf(input.values, 'stack'))
  return runRecorded(command, input, { deployment, run: () => run(deployment, input) })
}

const isPastApiAtHome = ({ isPastApiAtHome: is, pastApi = [] }: Administering, { values }: Input) =>
  is === true || pastApi.some((name) => values[name] !== undefined)

/** @returns undefined where the tables themselves are meant: a stack, those of the environment, or those of the runner */
export async function accessFor(values: Values, isPastAtHome: boolean): Promise<AdminAccess | undefined> {
  const [at, stack] = [textOf(values, 'at'), textOf(values, 'stack')]
  if (at !== undefined && stack !== undefined) throw new UsageError('Either --at or --stack, not both.')
  if (stack !== undefined || (at === undefined && process.env[ENV.controlTable])) return undefined
  const { adminAccess, endpointOf, runnersAdmin } = await import('./sign-in/access.ts')
  if (at !== undefined) return adminAccess(endpointOf(at))
  const { readSession } = await import('./sign-in/sessions.ts')
  const session = readSession()
  if (session === undefined) return isPastAtHome ? undefined : runnersAdmin()
  // Whoever works on several deployments sees which one this is.
  if (session.endpoint !== runnersAdmin()?.endpoint) process.stderr.write(`At ${session.endpoint}.\n`)
  return adminAccess(session.endpoint)
}
