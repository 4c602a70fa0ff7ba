/** Sessions of a role on STS, each tagged with the one tenant whose data it may reach. */
import { AssumeRoleCommand, type Credentials, STSClient } from '@aws-sdk/client-sts'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { TENANT_TAG } from '../runtime/names.ts'
import type { SessionCredentials } from './tenant-data.ts'
import { CALL_TIMEOUT_MS, throwUnavailable } from './unavailable.ts'

/** As long as AWS allows where the caller's own credentials are those of a role. */
const HOUR_S = 3_600

/**
 * Not bound to the time of a request: a session changes nothing, and serves the next request as well. A call that was
 * under way when Lambda froze the container ends with its time-out.
 */
export function createTenantRole(roleArn: string): (tenant: string) => Promise<SessionCredentials> {
  const timeouts = { connectionTimeout: CALL_TIMEOUT_MS, requestTimeout: CALL_TIMEOUT_MS, throwOnRequestTimeout: true }
  const client = new STSClient({ requestHandler: new NodeHttpHandler(timeouts), maxAttempts: 3 })
  return async (tenant) => {
    const command = new AssumeRoleCommand({
      RoleArn: roleArn,
      // In CloudTrail it names the tenant. A name has two characters or more, so one of the tenant's alone would not do.
      RoleSessionName: `@${tenant}`,
      Tags: [{ Key: TENANT_TAG, Value: tenant }],
      DurationSeconds: HOUR_S,
    })
    const { Credentials: given } = await throwUnavailable(client.send(command))
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? ({} as Partial<Credentials>)
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
      throw new Error('A session of no credentials.')
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    }
  }
}
