/** Athena reads and changes the Glue catalog with the rights of its caller: the gate is asked for them, by a call that does nothing else. */
import { REGION } from '../template/account.ts'
import { QueryFailure } from './query-failure.ts'
import type { Caller } from './s3-files.ts'

/** Marks a call that is there to be refused or not. */
export const RIGHTS_ONLY = 'x-cairn-rights-only'

/** @throws QueryFailure in AWS's words where the caller may not */
export async function requireGlueRight(
  { accessKeyId, token, gate }: Caller,
  operation: string,
  input: object,
): Promise<void> {
  if (gate === undefined) return
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '')
  const credential = `${accessKeyId}/${day}/${REGION}/glue/aws4_request`
  const answer = await fetch(gate, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSGlue.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=00`,
      [RIGHTS_ONLY]: 'yes',
      ...(token !== undefined && { 'x-amz-security-token': token }),
    },
    body: JSON.stringify(input),
  })
  if (answer.ok) return
  const { Message = '', message = Message } = (await answer.json()) as { Message?: string; message?: string }
  throw new QueryFailure(`PERMISSION_DENIED: ${message}`)
}
