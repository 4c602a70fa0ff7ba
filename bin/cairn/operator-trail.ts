/**
 * What an operator changes or takes out with rights of AWS, told to the trail: before it is begun, and once it is done.
 * What can't be told is not done.
 */
import { userInfo } from 'node:os'
import type { Facts, NewEntry } from '../../lambdas/audit/entry.ts'
import { hideAgents } from '../../lambdas/audit/hidden-agents.ts'
import { createAuditStream } from '../../lambdas/audit/kinesis-audit.ts'
import { createTrail, type Trail } from '../../lambdas/audit/trail.ts'
import { ENV } from '../../lambdas/runtime/names.ts'
import { isTenantId, tenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { type Command, type Input, type Outcome, type Recorded, textOf } from './command.ts'
import type { Deployment } from './deployment.ts'
import { Failure } from './failure.ts'
import { streamNameOf } from './stream-name.ts'

export async function runRecorded(
  command: Command,
  input: Input,
  { deployment, run }: { deployment: Deployment; run(): Promise<Outcome> },
): Promise<Outcome> {
  const { recorded } = command
  if (recorded === undefined || (recorded.unless !== undefined && input.values[recorded.unless] === true)) return run()
  const tell = await tellerFor(command, input, deployment)
  return tell({ ...tenantOf(recorded, input), act: recorded.act }, run)
}

/** Of a command that finds its place itself: the trail is that of the same stack, or of the local runner. */
export async function runRecordedAlone(command: Command, input: Input, run: () => Promise<Outcome>): Promise<Outcome> {
  const { connect } = await import('./deployment.ts')
  return runRecorded(command, input, { deployment: await connect(textOf(input.values, 'stack')), run })
}

/** Does one thing, and tells the trail of it. */
export type Teller = <Result extends Pick<Outcome, 'told'>>(
  about: Pick<NewEntry, 'tenant' | 'act'>,
  run: () => Promise<Result>,
) => Promise<Result>

/** Tells as what an operator did by this command. */
export async function tellerFor({ usage }: Command, input: Input, deployment: Deployment): Promise<Teller> {
  const isStack = textOf(input.values, 'stack') !== undefined
  const trail = await trailOf(deployment, isStack)
  if (trail === undefined) return (_, run) => run()
  const who = { kind: 'operator', id: await operatorOf(isStack) } as const
  const what: Facts = { command: usage.split(/ (?=[<[-]|TENANT)/)[0] ?? '', ...argumentsOf(input) }
  return async (about, run) => {
    const tell = (outcome: NewEntry['outcome'], more: Outcome['told'] = {}) =>
      trail
        .record({ ...about, who, ...hidden(more), outcome, at: Date.now(), what: { ...what, ...more.what } })
        .catch((cause) => {
          throw new Failure('This cannot be told to the trail of audit, so it is not done:', { cause })
        })
    await tell('begun')
    try {
      const outcome = await run()
      await tell('done', outcome.told)
      return outcome
    } catch (error) {
      await tell('refused').catch(() => undefined)
      throw error
    }
  }
}

/** Who is named by a filter or an authority is nothing for a trail. */
const hidden = ({ before, after, ...more }: NonNullable<Outcome['told']>) => ({
  ...more,
  ...(before !== undefined && { before: hideAgents(before, () => 'an agent') }),
  ...(after !== undefined && { after: hideAgents(after, () => 'an agent') }),
})

/** Arguments name tenants, keys and lists; options may hold what no trail is for, so that only their names are told. */
function argumentsOf({ args, values }: Input): Facts {
  const options = Object.keys(values).filter((name) => !['stack', 'at', 'json', 'help'].includes(name))
  const told = args.map((text) => (text.startsWith('{') ? 'an agent' : text))
  return { ...(told.length > 0 && { arguments: told }), ...(options.length > 0 && { options }) }
}

function tenantOf({ tenant }: Recorded, { args, values }: Input): Pick<NewEntry, 'tenant'> {
  const text = tenant === 'argument' ? args[0] : tenant === 'option' ? textOf(values, 'tenant') : undefined
  return text !== undefined && isTenantId(text) ? { tenant: tenantId(text) } : {}
}

/** Tables that are named one by one may have no stream beside them: that is said, and nothing is told. */
async function trailOf(deployment: Deployment, isStack: boolean): Promise<Trail | undefined> {
  const { AWS_ENDPOINT_URL_KINESIS: endpoint, AWS_ENDPOINT_URL_DYNAMODB: elsewhere } = process.env
  const isKnown = isStack || deployment.isLocal || Boolean(deployment.names[ENV.statementStream])
  if (!isKnown || (elsewhere && !endpoint)) {
    process.stderr.write(`The trail of audit is not told of this: set ${ENV.statementStream}.\n`)
    return undefined
  }
  const { KinesisClient } = await import('@aws-sdk/client-kinesis')
  const { config } = new KinesisClient({})
  const place = {
    stream: await streamNameOf(deployment),
    region: await config.region(),
    credentials: config.credentials,
  }
  return createTrail(createAuditStream({ ...place, ...(endpoint && { endpoint }) }))
}

/** By AWS's own word where there is AWS; CloudTrail has the rest by the id of the access key. */
export async function operatorOf(isStack: boolean): Promise<string> {
  if (!isStack) return `${userInfo().username}@local`
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts')
  const { Arn = 'unknown' } = await new STSClient({}).send(new GetCallerIdentityCommand({}))
  return Arn
}
