/** AWS as the functions of a deployment meet it here: the engines, and before them what the options ask for. */
import type { Endpoints } from '../engines/engines.ts'
import type { Deployment } from '../template/deployment.ts'
import { openAwsProxy } from './aws-proxy.ts'
import type { Call } from './call.ts'
import { hashKeysOf, iamOf, requireStreamRights } from './deployment-rights.ts'
import type { Principal, UsedRight } from './gate.ts'
import { iamStage } from './iam-stage.ts'
import { type Latency, latencyStage } from './latency.ts'
import { objectLockStage } from './object-lock.ts'
import { createOutages, type Outages } from './outages.ts'
import { type PartitionLimits, partitionLimitsStage } from './partition-limits.ts'
import { createSessions } from './sts.ts'

export type AwsOptions = {
  /** Whether functions may do only what their roles allow; `onUse` is told of each right that allows something. */
  iam?: boolean | { onUse(right: UsedRight): void }
  /** Is told once of each refusal. */
  log?: (line: string) => void
  /** The time by which sessions of roles end, in milliseconds: a test has no hour to wait. */
  now?: () => number
  latency?: Latency
  /** As `Math.random`: how long each call takes. */
  random?: () => number
  limits?: PartitionLimits
}

export type Aws = {
  endpoints: Endpoints & { sts: string }
  outages: Outages
  /** Whose calls are signed with these credentials; undefined where nobody asks. */
  callerOf(call: Call): Principal | 'expired' | undefined
  stop(): Promise<void>
}

/** @throws Failure when Lambda could not feed a function with the rights it has */
export async function openAws(engines: Endpoints, deployment: Deployment, options: AwsOptions): Promise<Aws> {
  const { iam = false, latency, random, limits, log, now = Date.now } = options
  // A call through the proxy costs a quarter of a millisecond, so nobody who asks for nothing goes through it: but to STS,
  // which is nowhere else.
  if (iam === false && !latency && !limits) {
    const { stage } = createSessions({ roles: deployment.roles, now })
    const { endpoint, stop } = await openAwsProxy(engines, [stage])
    return { endpoints: { ...engines, sts: endpoint }, outages: NO_OUTAGES, callerOf: () => undefined, stop }
  }
  const outages = createOutages()
  const stages = [...(latency ? [latencyStage(latency, random)] : []), outages.stage]
  const rights = iamOf(deployment, { ...(typeof iam === 'object' && iam), ...(log && { onRefusal: log }) }, now)
  if (iam !== false) {
    await requireStreamRights(deployment, rights.gate)
    stages.push(iamStage(rights))
  }
  stages.push(rights.sessions.stage)
  if (limits) stages.push(partitionLimitsStage({ limits, hashKeyOf: hashKeysOf(deployment.tables) }))
  if (deployment.lockedBuckets.length > 0) stages.push(objectLockStage(deployment.lockedBuckets))
  const { endpoint, stop } = await openAwsProxy(engines, stages)
  const { issuer } = engines
  const proxied = {
    dynamodb: endpoint,
    kinesis: endpoint,
    s3: endpoint,
    athena: endpoint,
    kms: endpoint,
    sts: endpoint,
  }
  return {
    endpoints: { ...proxied, ...(issuer && { issuer }) },
    outages,
    callerOf: (call) => rights.principalOf(call.accessKeyId, call),
    stop,
  }
}

const notHere = () => {
  throw new Error('Functions call the engines themselves: there can be no outages without iam, latency or limits')
}
const NO_OUTAGES: Outages = { stage: (call, next) => next(call), begin: notHere, end: notHere }
