/** Statements for people: xAPI's filters and two more, answered by the same code. Who may read them, the row says. */
import { createSecretKey } from 'node:crypto'
import type { Tables } from '../../database/tables.ts'
import type { Principal } from '../../tenancy/principal.ts'
import { tenantId } from '../../tenancy/tenant-id.ts'
import { XapiError } from '../../xapi/errors.ts'
import { createLeniency } from '../../xapi/leniency.ts'
import { invalidParameter } from '../../xapi/parameters.ts'
import { parseQueryString } from '../protocol/query-string.ts'
import type { HttpResponse } from '../protocol/request.ts'
import type { Call } from '../protocol/resource.ts'
import { negotiateVersion, VERSION_HEADER } from '../protocol/version.ts'
import { getStatements, type ReadAsked } from '../xapi/statement-reads.ts'
import type { StatementsDependencies } from '../xapi/statement-response.ts'
import { readAskedOf } from './asked-statements.ts'
import { forTenant, type Operations, type TenantCall } from './call.ts'
import { ADMIN_BASE } from './routes.ts'

export function statementOperations(tables: Tables, dependencies: StatementsDependencies): Operations {
  const readAsked = readAskedOf(tables)
  const read = (call: TenantCall, query: string) => readAs({ ...dependencies, readAsked }, call, query)
  return {
    listStatements: forTenant((call) => read(call, call.request.query)),
    getStatement: forTenant(async (call) => {
      const { query } = call.request
      const id = call.parameters.text('id')
      refuseFilters(query)
      try {
        return await read(call, `statementId=${id}&${query}`)
      } catch (error) {
        if (!(error instanceof XapiError && error.code === 'notFound')) throw error
        return read(call, `voidedStatementId=${id}&${query}`)
      }
    }),
  }
}

/** @throws XapiError for what only a list has */
function refuseFilters(query: string): void {
  for (const name of parseQueryString(query).keys()) {
    if (name !== 'format' && name !== 'attachments') throw invalidParameter(name, 'is not one of format, attachments')
  }
}

async function readAs(
  { readAsked, ...dependencies }: StatementsDependencies & { readAsked: ReadAsked },
  { request, tenant, person }: TenantCall,
  query: string,
): Promise<HttpResponse> {
  const { defaultVersion } = tenant
  const header = request.headers.get(VERSION_HEADER.toLowerCase())
  const version = header === undefined ? defaultVersion : negotiateVersion(header, defaultVersion)
  const principal: Principal = {
    tenant: tenantId(tenant.id),
    key: person.subject,
    scopes: ['statements/read'],
    // Nothing is written in its name.
    authority: { account: { homePage: person.issuer, name: person.subject } },
    lenient: [],
    defaultVersion,
    moreKey: createSecretKey(tenant.moreKey),
  }
  // Quotas are for senders: who reads here is counted by the trail.
  const admit = async () => {}
  const call: Call = { request: { ...request, query }, principal, version, leniency: createLeniency([]), admit }
  const statementsPath = `${ADMIN_BASE}/tenants/${tenant.id}/statements`
  const response = await getStatements({ ...dependencies, statementsPath }, call, readAsked)
  return { ...response, headers: { ...response.headers, [VERSION_HEADER]: version } }
}
