/**
 * What an analyst may do: ask the lake of one tenant. The tenant is a tag of the analyst's role or session, so that one
 * policy serves all tenants, those that come later too. Whoever may set that tag decides who reads what.
 */
import { Stack } from 'aws-cdk-lib'
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import {
  DATABASE_TAG,
  databaseOf,
  SHARED_FOLDERS,
  TENANT_FOLDERS,
  TRAIL_FOLDER,
  TRAIL_TAG,
  workgroupOf,
} from '../lambdas/lake/tenant-names.ts'
import { TENANT_TAG } from '../lambdas/runtime/names.ts'
import { type DataStack, RESULTS } from './data-stack.ts'

export type AnalystPolicyProps = { data: DataStack; databaseName: string; workgroup: string }

const TENANT = `\${aws:PrincipalTag/${TENANT_TAG}}`
/** Said by a tag of its own where the tenant's name has a hyphen, which no database has. */
const DATABASE = `\${aws:PrincipalTag/${DATABASE_TAG}}`

export class AnalystPolicy extends ManagedPolicy {
  /** What ends in a wildcard: keys of the lake, and tables of databases. */
  readonly wildcards: { keys: string[]; databases: string[] }

  constructor(scope: Construct, id: string, { data, databaseName, workgroup }: AnalystPolicyProps) {
    const { lake } = data
    const arn = (service: string, resource: string) => Stack.of(scope).formatArn({ service, resource })
    const folders = [
      ...TENANT_FOLDERS.map((folder) => `${folder}${TENANT}/*`),
      ...SHARED_FOLDERS.map((folder) => `${folder}*`),
    ]
    const results = `${RESULTS}${TENANT}/*`
    const trail = `${TRAIL_FOLDER}${TENANT}/*`
    const mayReview = { [`aws:PrincipalTag/${TRAIL_TAG.name}`]: TRAIL_TAG.value }
    const databases = [databaseName, databaseOf(databaseName, TENANT), DATABASE]
    const statement = (actions: string[], resources: string[], conditions?: object) =>
      new PolicyStatement({ actions, resources, ...(conditions && { conditions: { StringLike: conditions } }) })
    super(scope, id, {
      managedPolicyName: `${Stack.of(scope).stackName}-analyst`,
      description: `Asks the lake of the tenant that the tag ${TENANT_TAG} of the role or session names`,
      statements: [
        statement(
          ['Start', 'Stop', 'Get', 'BatchGet', 'List']
            .map((verb) => `athena:${verb}QueryExecution${verb === 'List' ? 's' : ''}`)
            .concat('athena:GetQueryResults', 'athena:GetQueryResultsStream', 'athena:GetWorkGroup'),
          [arn('athena', `workgroup/${workgroupOf(workgroup, TENANT)}`)],
        ),
        statement(
          ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables', 'glue:GetPartition', 'glue:GetPartitions'],
          [
            arn('glue', 'catalog'),
            ...databases.flatMap((name) => [arn('glue', `database/${name}`), arn('glue', `table/${name}/*`)]),
          ],
        ),
        // Athena looks there before it looks anywhere.
        statement(['glue:GetDatabase'], [arn('glue', 'database/default')]),
        statement(
          ['s3:GetObject'],
          [...folders, results].map((keys) => lake.arnForObjects(keys)),
        ),
        statement(
          ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
          [lake.arnForObjects(results)],
        ),
        statement(['s3:GetBucketLocation'], [lake.bucketArn]),
        statement(['s3:ListBucket'], [lake.bucketArn], { 's3:prefix': [...folders, results] }),
        statement(['s3:GetObject'], [lake.arnForObjects(trail)], mayReview),
        statement(['s3:ListBucket'], [lake.bucketArn], { 's3:prefix': [trail], ...mayReview }),
      ],
    })
    this.wildcards = { keys: [...folders, results, trail], databases }
  }
}
