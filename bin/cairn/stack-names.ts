/** The names that CloudFormation gave a stack's tables and buckets: `<stack>-<id><8 of a hash>-<random>`. */
import { DynamoDBClient, paginateListTables } from '@aws-sdk/client-dynamodb'
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { ENV } from '../../lambdas/runtime/names.ts'
import { Failure } from './failure.ts'

/** The data stack's tables, and the variable that names each to a function. */
export const TABLES = {
  Statements: ENV.statementsTable,
  Index: ENV.indexTable,
  Documents: ENV.documentsTable,
  Control: ENV.controlTable,
  Audit: ENV.auditTable,
}

const BUCKETS = { content: ENV.contentBucket, lake: ENV.lakeBucket, evidence: ENV.evidenceBucket }

/** @throws Failure when one is missing, or there are several: tables outlive a deleted stack */
export async function findNames(stack: string): Promise<{ [variable: string]: string }> {
  const [tables, buckets] = await Promise.all([listTables(), listBuckets()]).catch((error) => {
    if (error.message !== 'Region is missing') throw error
    throw new Failure('No AWS region is set: set AWS_REGION to the one of the stack, as in AWS_REGION=eu-central-1.')
  })
  const found: { [variable: string]: string } = {}
  for (const [id, variable] of Object.entries(TABLES)) found[variable] = only(stack, id, tables, variable)
  for (const [id, variable] of Object.entries(BUCKETS))
    found[variable] = only(stack.toLowerCase(), id, buckets, variable)
  return found
}

function only(stack: string, id: string, names: string[], variable: string): string {
  const shape = new RegExp(`^${id}[0-9A-F]{8}-`, 'i')
  const own = names.filter((name) => name.startsWith(`${stack}-`) && shape.test(name.slice(stack.length + 1)))
  if (own[0] === undefined) throw new Failure(`There is no ${id} of a stack ${stack} in this account and region.`)
  if (own.length > 1)
    throw new Failure(`Several are ${id} of ${stack}: ${own.join(', ')}. Set ${variable} and its like.`)
  return own[0]
}

async function listTables(): Promise<string[]> {
  const names: string[] = []
  for await (const page of paginateListTables({ client: new DynamoDBClient({}) }, {})) {
    names.push(...(page.TableNames ?? []))
  }
  return names
}

async function listBuckets(): Promise<string[]> {
  const { Buckets = [] } = await new S3Client({}).send(new ListBucketsCommand({}))
  return Buckets.flatMap(({ Name }) => (Name === undefined ? [] : [Name]))
}
