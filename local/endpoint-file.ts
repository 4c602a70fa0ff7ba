/** `endpoint.json` in the home tells other tools where Cairn answers, for as long as it runs. */
import { rmSync } from 'node:fs'
import path from 'node:path'
import { ENV } from '../lambdas/runtime/names.ts'
import { replaceFile } from './home/durable-file.ts'
import { readIssuerFacts } from './issuer/issuer-facts.ts'
import type { Local } from './start.ts'
import { REGION } from './template/account.ts'
import type { Deployment } from './template/deployment.ts'

/** The variables that tell a function its tables and bucket: the operator's command works on the same ones. */
const STORE = [
  ENV.statementsTable,
  ENV.indexTable,
  ENV.documentsTable,
  ENV.controlTable,
  ENV.auditTable,
  ENV.contentBucket,
  ENV.lakeBucket,
  ENV.evidenceBucket,
  ENV.evidenceKey,
]
const storeNames = (names: Record<string, string>) =>
  Object.fromEntries(STORE.flatMap((name) => (names[name] === undefined ? [] : [[name, names[name]]])))

/** Of the lake of all tenants. */
const athenaNames = ({ athena: { databases, workgroups } }: Deployment) => ({
  database: Object.keys(databases)[0],
  workgroup: workgroups[0]?.Name,
})

/** With an owner's token: whoever may read this file may do everything here. */
function adminOf(home: string, origin: string) {
  const { issuer, clientId, token } = readIssuerFacts(home)
  return { endpoint: `${origin}/admin/v1`, issuer, clientId, token }
}

export function endpointFile(local: Local): {
  write(): void
  remove(): void
} {
  const { origin, console, home, tenants, endpoints, backups, aws, deployment } = local
  const file = path.join(home, 'endpoint.json')
  const names = Object.assign({}, ...deployment.functions.map(({ environment }) => environment))
  const lake: string | undefined = names[ENV.lakeBucket]
  const stream = deployment.tables.find(({ name }) => name === names[ENV.statementsTable])?.destination?.streamName
  const { dynamodb, s3, kinesis, athena, kms } = endpoints
  const content = {
    endpoint: `${origin}/xapi`,
    ...(console !== undefined && { console }),
    tenants,
    store: {
      ...{ dynamodb, s3, kinesis, kms, backups, region: REGION },
      names: { ...storeNames(names), ...(stream !== undefined && { [ENV.statementStream]: stream }) },
    },
    ...(lake !== undefined && { lake: { endpoint: s3, bucket: lake, region: REGION } }),
    // The gate is where an analyst asks, with the rights of one.
    ...(deployment.issuer && { admin: adminOf(home, origin) }),
    athena: { endpoint: athena, gate: aws.endpoints.athena, region: REGION, ...athenaNames(deployment) },
  }
  return {
    // Only the owner may read it: it holds the secrets of the demo tenants.
    write: () => replaceFile(file, `${JSON.stringify(content, null, 2)}\n`, 0o600),
    remove: () => rmSync(file, { force: true }),
  }
}
