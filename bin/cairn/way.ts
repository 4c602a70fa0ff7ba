/** Which way a command goes: by the admin API, or past it with rights of AWS. What a way needs is loaded when it is gone. */
import { ENV } from '../../lambdas/runtime/names.ts'
import {
  type AdministeringCommand,
  type Command,
  type Input,
  type Outcome,
  type RightsCommand,
  textOf,
  type Values,
} from './command.ts'
import type { Deployment } from './deployment.ts'
import { UsageError } from './failure.ts'
import type { AdminAccess } from './sign-in/access.ts'

export async function perform(command: Command, input: Input): Promise<Outcome> {
  if ('runAlone' in command) return command.runAlone(input)
  if ('run' in command) {
    if (textOf(input.values, 'at') !== undefined)
      throw new UsageError('This command works with rights of AWS: it takes --stack, not --at.')
    return withRights(command, input)
  }
  const access = await accessFor(input.values, isPastApiAtHome(command, input))
  if (access === undefined) return withRights(command, input)
  const [{ createAdminApi }, { administerByApi }] = await Promise.all([
    import('./admin/api.ts'),
    import('./admin/by-api.ts'),
  ])
  return command.administer(administerByApi(createAdminApi(access)), input)
}

async function withRights(command: RightsCommand | AdministeringCommand, input: Input): Promise<Outcome> {
  const { connect } = await import('./deployment.ts')
  return performOn(await connect(textOf(input.values, 'stack')), command, input)
}

/** With rights to the tables; the trail is told of it. */
async function performOn(
  deployment: Deployment,
  command: RightsCommand | AdministeringCommand,
  input: Input,
): Promise<Outcome> {
  const { operatorOf, runRecorded, tellerFor } = await import('./operator-trail.ts')
  if ('run' in command) return runRecorded(command, input, { deployment, run: () => command.run(deployment, input) })
  const { administerByTables } = await import('./by-tables.ts')
  const operator = () => operatorOf(textOf(input.values, 'stack') !== undefined)
  if (command.recordsEach) {
    const { toldAdministration } = await import('./told-administration.ts')
    const tell = await tellerFor(command, input, deployment)
    return command.administer(toldAdministration(administerByTables(deployment, operator), tell), input)
  }
  const run = () => command.administer(administerByTables(deployment, operator), input)
  return runRecorded(command, input, { deployment, run })
}

const isPastApiAtHome = ({ isPastApiAtHome: is, pastApi = [] }: AdministeringCommand, { values }: Input) =>
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
