/** What functions may do with usage: count what questions cost, and write to the lake what tenants used. */
import { ENV, RUN_PARTITIONS, TENANTS_PARTITION, USAGE_PARTITIONS } from '../lambdas/runtime/names.ts'
import { type DataStack, USAGE_WRITES } from './data-stack.ts'
import type { CairnFunction, Right } from './function.ts'

/** What questions cost is counted as requests are, once for each run. */
export const countQuestionsRight = ({ control }: DataStack): Right => ({
  actions: ['dynamodb:UpdateItem'],
  resources: [control.tableArn],
  conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [USAGE_PARTITIONS, RUN_PARTITIONS] } },
})

/** It lists the tenants, reads what each used, and puts its files: it replaces them whole, so it reads none. */
export function allowUsageWriter(fn: CairnFunction, { control, lake }: DataStack) {
  fn.allow({
    actions: ['dynamodb:Query'],
    resources: [control.tableArn],
    conditions: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [TENANTS_PARTITION, USAGE_PARTITIONS] },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    },
    env: { [ENV.controlTable]: control.tableName },
  })
  fn.allow({
    actions: ['s3:PutObject'],
    resources: [lake.arnForObjects(USAGE_WRITES)],
    env: { [ENV.lakeBucket]: lake.bucketName },
  })
}
