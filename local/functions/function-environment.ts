/** All that a function's process finds in its environment: Lambda's own variables, and those of the template. */
import { createHash, randomBytes } from 'node:crypto'
import { ENV } from '../../lambdas/runtime/names.ts'
import type { Endpoints } from '../engines/engines.ts'
import { REGION } from '../template/account.ts'
import type { LambdaFunction } from '../template/deployment.ts'

/** Tells whose a call is; the same at every start. Letters and digits alone, as DynamoDB Local demands. */
export const accessKeyIdOf = ({ arn }: { arn: string }): string =>
  `ASIA${createHash('sha256').update(arn).digest('hex').slice(0, 16).toUpperCase()}`

export function environmentOf(fn: LambdaFunction, endpoints: Endpoints): Record<string, string> {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/')
  return {
    _HANDLER: fn.handler,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `${day}/[$LATEST]${randomBytes(16).toString('hex')}`,
    AWS_LAMBDA_LOG_FORMAT: fn.logFormat,
    ...(fn.logLevel !== undefined && { AWS_LAMBDA_LOG_LEVEL: fn.logLevel }),
    AWS_ACCESS_KEY_ID: accessKeyIdOf(fn),
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    LAMBDA_TASK_ROOT: fn.code,
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TZ: ':UTC',
    // The one difference from the cloud: where the services are. Because the host is an address, S3 clients put the
    // bucket into the path, as they must where `<bucket>.host` does not exist.
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_KINESIS: endpoints.kinesis,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    ...(endpoints.sts !== undefined && { AWS_ENDPOINT_URL_STS: endpoints.sts }),
    ...(endpoints.athena !== undefined && { AWS_ENDPOINT_URL_ATHENA: endpoints.athena }),
    ...(endpoints.kms !== undefined && { AWS_ENDPOINT_URL_KMS: endpoints.kms }),
    ...fn.environment,
    ...(endpoints.issuer !== undefined && ENV.issuer in fn.environment && { [ENV.issuer]: endpoints.issuer }),
  }
}
