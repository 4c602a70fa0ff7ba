/** The road into the trail, for functions. */
import { createAuditStream } from '../audit/kinesis-audit.ts'
import { createTrail, type Trail } from '../audit/trail.ts'
import { defaultProvider } from './aws-credentials.ts'
import { readEnv } from './env.ts'
import { ENV } from './names.ts'

export function composeTrail(): Trail {
  const { stream, region } = readEnv({ stream: ENV.statementStream, region: 'AWS_REGION' })
  const { AWS_ENDPOINT_URL_KINESIS: endpoint } = process.env
  const elsewhere = endpoint === undefined ? {} : { endpoint }
  return createTrail(createAuditStream({ stream, region, credentials: defaultProvider(), ...elsewhere }))
}
