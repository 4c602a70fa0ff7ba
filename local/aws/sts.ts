/** STS: sessions of the deployment's roles, with tags, for an hour at most; and who a caller is. */
import { randomBytes } from 'node:crypto'
import { ACCOUNT } from '../template/account.ts'
import type { Role } from '../template/roles.ts'
import type { Answer, Call, Stage } from './call.ts'
import type { Principal } from './gate.ts'
import { stsAnswer, stsError } from './refusals.ts'

export type Sessions = {
  /** Who a call is from that is signed with a session's credentials. */
  callerOf(call: Call): Principal | 'expired' | undefined
  /** Answers the calls to STS. */
  stage: Stage
}

export type SessionsOptions = { roles: readonly Role[]; now: () => number }

/** As AWS names a session. */
export const sessionArn = ({ name }: Role, session: string): string =>
  `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/${session}`

type Session = { principal: Principal; token: string; expires: number }

/** What comes from a role may be a session no longer. */
const MOST_SECONDS = 3_600
const LEAST_SECONDS = 900
const NAME = /^[\w+=,.@-]{2,64}$/
const TAG_KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u
/** Sessions that ended are forgotten when there are so many. */
const SWEEP_AT = 10_000

export function createSessions({ roles, now }: SessionsOptions): Sessions {
  const sessions = new Map<string, Session>()

  function assumeRole(call: Call): Answer {
    const { RoleArn = '', RoleSessionName = '', DurationSeconds = MOST_SECONDS } = call.input
    const role = roles.find(({ arn }) => arn === RoleArn)
    const tags = tagsOf(call)
    const wrong = mistakeIn({ name: String(RoleSessionName), seconds: Number(DurationSeconds), tags })
    if (wrong !== undefined) return stsError(400, { code: 'ValidationError', message: wrong })
    if (role === undefined) {
      const message = `Not authorized to perform sts:AssumeRole on ${String(RoleArn)}`
      return stsError(403, { code: 'AccessDenied', message })
    }
    const arn = sessionArn(role, String(RoleSessionName))
    const token = randomBytes(300).toString('base64')
    // Letters and digits alone, as DynamoDB Local demands.
    const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`
    const expires = now() + Number(DurationSeconds) * 1_000
    if (sessions.size >= SWEEP_AT) for (const [id, one] of sessions) if (one.expires <= now()) sessions.delete(id)
    sessions.set(accessKeyId, {
      principal: { arn, policies: role.policies, tags: Object.fromEntries(tags) },
      token,
      expires,
    })
    return stsAnswer('AssumeRole', {
      AssumedRoleUser: { AssumedRoleId: `AROA${role.name}:${String(RoleSessionName)}`, Arn: arn },
      Credentials: {
        AccessKeyId: accessKeyId,
        SecretAccessKey: randomBytes(30).toString('base64'),
        SessionToken: token,
        Expiration: new Date(expires).toISOString().replace(/\.\d+/, ''),
      },
      PackedPolicySize: '1',
    })
  }

  return {
    callerOf({ accessKeyId, headers }) {
      const session = sessions.get(accessKeyId)
      if (session === undefined || headers['x-amz-security-token'] !== session.token) return undefined
      return session.expires <= now() ? 'expired' : session.principal
    },
    stage: async (call, next) => {
      if (call.service !== 'sts') return next(call)
      if (call.operation === 'AssumeRole') return assumeRole(call)
      const message = `The local runner knows no ${call.operation} of STS: teach local/aws`
      return stsError(400, { code: 'InvalidAction', message })
    },
  }
}

/** `Tags.member.1.Key`, as the form has them. */
export function tagsOf({ input }: Call): [key: string, value: string][] {
  const tags: [string, string][] = []
  for (let at = 1; input[`Tags.member.${at}.Key`] !== undefined; at++)
    tags.push([String(input[`Tags.member.${at}.Key`]), String(input[`Tags.member.${at}.Value`] ?? '')])
  return tags
}

type Asked = { name: string; seconds: number; tags: [key: string, value: string][] }

function mistakeIn({ name, seconds, tags }: Asked): string | undefined {
  if (!NAME.test(name)) return `Value '${name}' at 'roleSessionName' failed to satisfy constraint: [\\w+=,.@-]{2,64}`
  if (seconds > MOST_SECONDS)
    return 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining'
  if (!(seconds >= LEAST_SECONDS)) return `Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: 900`
  const wrong = tags.find(([key, value]) => !TAG_KEY.test(key) || !TAG_VALUE.test(value))
  if (wrong !== undefined) return `A tag failed to satisfy constraint: its key or value has other characters`
  if (new Set(tags.map(([key]) => key.toLowerCase())).size < tags.length) return 'Duplicate tag keys found'
  return tags.length > 50 ? 'A session has 50 tags at most' : undefined
}
