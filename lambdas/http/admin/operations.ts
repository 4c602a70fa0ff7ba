/** All handlers of the admin API, by `operationId`. */
import type { DocumentStore } from '../../documents/document-store.ts'
import type { Issuer } from '../../tenancy/people/issuer.ts'
import type { StatementsDependencies } from '../xapi/statement-response.ts'
import { auditOperations } from './audit-resource.ts'
import type { Operations } from './call.ts'
import { type CaseParts, caseOperations } from './cases-resource.ts'
import { credentialOperations } from './credentials-resource.ts'
import { type EvidenceParts, evidenceOperations } from './evidence-resource.ts'
import { holdOperations } from './holds-resource.ts'
import { launchOperations } from './launches-resource.ts'
import { meOperations } from './me-resource.ts'
import { memberOperations } from './members-resource.ts'
import { openApiOperations } from './openapi.ts'
import { type QueryParts, queryOperations } from './queries-resource.ts'
import { retentionOperations } from './retention-resource.ts'
import { signInOperations } from './sign-in-resource.ts'
import { statementOperations } from './statements-resource.ts'
import { type TenantsDependencies, tenantOperations } from './tenants-resource.ts'
import { type UsageParts, usageOperations } from './usage-resource.ts'

export type AdminParts = QueryParts &
  UsageParts &
  CaseParts &
  EvidenceParts &
  Pick<TenantsDependencies, 'stockOf'> & {
    statements: StatementsDependencies
    documents: Pick<DocumentStore, 'put'>
    issuer: Issuer | undefined
  }

export function adminOperations(parts: AdminParts): Operations {
  const { tables, clock, statements, documents, issuer, stockOf } = parts
  return {
    ...openApiOperations(),
    ...signInOperations(issuer),
    ...meOperations(tables),
    ...auditOperations({ tables, clock }),
    ...credentialOperations({ tables, clock }),
    ...launchOperations({ tables, clock, documents }),
    ...memberOperations(tables),
    ...statementOperations(tables, statements),
    ...queryOperations(parts),
    ...usageOperations(parts),
    ...holdOperations({ tables, clock }),
    ...retentionOperations({ tables, clock }),
    ...caseOperations(parts),
    ...evidenceOperations(parts),
    ...tenantOperations({ tables, clock, stockOf }),
  }
}
