/** Every exception to the rules that the template is checked against, each with its reason. There is no other place. */
import { Stack, Validations } from 'aws-cdk-lib'
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3'
import type { IConstruct } from 'constructs'
import type { AnalystPolicy } from './analyst-policy.ts'
import type { ApiStack } from './api-stack.ts'
import type { ConsoleStack } from './console-stack.ts'
import {
  AMENDMENTS,
  AUDIT_WRITES,
  CERTIFIED,
  COMPACTED,
  COMPACTION_STATE,
  type DataStack,
  DIGESTED,
  FAILURES,
  HEADS,
  HEARTBEAT_WRITES,
  LAKE_OF_TENANT,
  LAKE_WRITES,
  OBJECTS_OF_TENANT,
  OWN_OPENINGS,
  REWRITTEN,
  USAGE_WRITES,
} from './data-stack.ts'
import type { EvidenceStack } from './evidence-stack.ts'
import type { CairnFunction } from './function.ts'
import type { LakeStack } from './lake-stack.ts'
import type { PeopleStack } from './people-stack.ts'
import { QUESTION_READS } from './question-rights.ts'
import { COPIES, REWRITTEN_OF_TENANT } from './rewriting-lake-rights.ts'

type Stacks = { data: DataStack; api: ApiStack; lake: LakeStack; evidence: EvidenceStack; database: string }

export function acknowledgeExceptions({ data, api, lake, evidence, database }: Stacks) {
  Validations.of(data.accessLogs).acknowledge({
    id: 'AwsSolutions-S1',
    reason: 'The bucket that receives the access logs: logging its own access would feed itself without end.',
  })
  Validations.of(api).acknowledge({
    id: 'AwsSolutions-APIG4',
    reason:
      'Requests are authenticated in the handler: the alternate request syntax of xAPI 1.0.3 carries the credentials in the form body, where no gateway authorizer sees them, and a 401 of the gateway would lack X-Experience-API-Version.',
  })
  const consumers = [lake.writer, api.commitFollower]
  acknowledgeTracing(lake.auditWriter)
  for (const keys of [FAILURES, ...AUDIT_WRITES]) acknowledgeObjects(lake.auditWriter, data, data.lake, keys)
  acknowledgeTracing(lake.usageWriter)
  acknowledgeObjects(lake.usageWriter, data, data.lake, USAGE_WRITES)
  for (const fn of [...api.functions, ...consumers]) {
    acknowledgeTracing(fn)
    acknowledgeObjects(fn, data, data.content, OBJECTS_OF_TENANT.all)
  }
  for (const fn of api.functions) acknowledgeObjects(fn, data, data.content, OBJECTS_OF_TENANT.documents)
  for (const fn of consumers) acknowledgeObjects(fn, data, data.lake, FAILURES)
  acknowledgeQuestions(api.admin, data, database)
  acknowledgeObjects(api.admin, data, data.evidence, '*')
  acknowledgeTracing(lake.heartbeat)
  for (const keys of HEARTBEAT_WRITES) acknowledgeObjects(lake.heartbeat, data, data.lake, keys)
  acknowledgeTracing(lake.compaction)
  for (const keys of [...COMPACTED, COMPACTION_STATE, AMENDMENTS])
    acknowledgeObjects(lake.compaction, data, data.lake, keys)
  acknowledgeTracing(evidence.digest)
  const { batches, openings } = OBJECTS_OF_TENANT
  for (const keys of [OWN_OPENINGS, batches, openings]) acknowledgeObjects(evidence.digest, data, data.content, keys)
  acknowledgeObjects(evidence.digest, data, data.evidence, '*')
  acknowledgeTracing(evidence.retention)
  acknowledgeObjects(evidence.retention, data, data.content, OBJECTS_OF_TENANT.batches)
  acknowledgeTracing(evidence.removal)
  for (const keys of [...CERTIFIED, HEADS]) acknowledgeObjects(evidence.removal, data, data.evidence, keys)
  for (const keys of LAKE_OF_TENANT) acknowledgeObjects(evidence.removal, data, data.lake, keys)
  acknowledgeObjects(evidence.removal, data, data.content, OBJECTS_OF_TENANT.all)
  acknowledgeTracing(evidence.rewriter)
  for (const keys of [...CERTIFIED, HEADS, ...REWRITTEN, ...DIGESTED])
    acknowledgeObjects(evidence.rewriter, data, data.evidence, keys)
  for (const keys of [...REWRITTEN_OF_TENANT, ...COPIES]) acknowledgeObjects(evidence.rewriter, data, data.lake, keys)
  acknowledgeObjects(evidence.rewriter, data, data.content, OBJECTS_OF_TENANT.all)
  acknowledgeAnalysts(lake.analysts, data)
  for (const keys of [...LAKE_WRITES, AMENDMENTS]) acknowledgeObjects(lake.writer, data, data.lake, keys)
}

export const acknowledgePeople = ({ pool }: PeopleStack) =>
  Validations.of(pool).acknowledge({
    id: 'AwsSolutions-COG8',
    reason:
      "Threat protection is a part of Cognito's Plus plan, paid per person and month: an operator who wants it sets the plan of the pool. Every sign-in needs a second factor already.",
  })

/** What CDK puts into a stack that deploys files: one function, at deployments alone. */
export function acknowledgeConsole({ distribution, bucket, deployment }: ConsoleStack) {
  const publicFiles = 'It serves the files of the console, which are public, and no data.'
  acknowledge(bucket, ['S1'], `${publicFiles} Who read what is in the trail of audit.`)
  acknowledge(
    distribution,
    ['CFR1', 'CFR2', 'CFR3', 'CFR4'],
    `${publicFiles} Its name is CloudFront's own, and so is its certificate.`,
  )
  const id = Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnBucket)
  const resources = ['arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*', `<${id}.Arn>/*`]
  const actions = ['GetBucket*', 'GetObject*', 'List*', 'Abort*', 'DeleteObject*'].map((name) => `Action::s3:${name}`)
  const found = [...actions, ...resources.map((one) => `Resource::${one}`)].map((one) => `IAM5[${one}]`)
  const logging = 'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]'
  acknowledge(
    deployment,
    ['L1', logging, ...found],
    'The function is of CDK, which names its runtime and gives it the rights to log and to copy the files; it runs at deployments alone.',
  )
}

const acknowledge = (one: IConstruct, rules: string[], reason: string) =>
  Validations.of(one).acknowledge(...rules.map((rule) => ({ id: `AwsSolutions-${rule}`, reason })))

function acknowledgeQuestions(fn: CairnFunction, data: DataStack, database: string) {
  for (const keys of QUESTION_READS) acknowledgeObjects(fn, data, data.lake, keys)
  Validations.of(fn).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:glue:<AWS::Region>:<AWS::AccountId>:table/${database}/*]`,
    reason: 'The tables and views of the one database that all named questions ask.',
  })
}

const acknowledgeTracing = (fn: CairnFunction) =>
  Validations.of(fn).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'X-Ray knows no resources: PutTraceSegments and PutTelemetryRecords can be granted on * only.',
  })

/** Object keys begin with the tenant, so a grant on objects must end in a wildcard; the bucket is named. */
const acknowledgeObjects = (fn: CairnFunction, data: DataStack, bucket: Bucket, keys: string) =>
  Validations.of(fn).acknowledge({
    // The finding writes a variable in other brackets.
    id: `AwsSolutions-IAM5[Resource::${data.arnExport(bucket)}/${keys}]`.replace(/\$\{([^}]+)\}/g, '<$1>'),
    reason: `Objects of the one bucket ${bucket.node.id} (${keys}), read, put or (large documents only) deleted one by one by their keys.`,
  })

function acknowledgeAnalysts(analysts: AnalystPolicy, data: DataStack) {
  const { keys, databases } = analysts.wildcards
  const glue = 'arn:<AWS::Partition>:glue:<AWS::Region>:<AWS::AccountId>'
  const resources = [
    ...keys.map((one) => `${data.arnExport(data.lake)}/${one}`),
    ...databases.map((name) => `${glue}:table/${name}/*`),
  ]
  // The finding writes a variable in other brackets.
  for (const resource of resources.map((one) => one.replaceAll(/\$\{([^}]+)\}/g, '<$1>')))
    Validations.of(analysts).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${resource}]`,
      reason:
        'An analyst reads the files and views of the one tenant that a tag names, and the definitions that all share: the wildcards stand behind these.',
    })
}
