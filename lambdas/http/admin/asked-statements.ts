/** What people ask of a list of statements: the filters of xAPI, and two that its standard does not have. */
import type { Tables } from '../../database/tables.ts'
import { authorityKey, ownAuthority } from '../../tenancy/authority-item.ts'
import { MOST_KEY_BYTES } from '../../tenancy/credential-item.ts'
import { getCredential } from '../../tenancy/credentials.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { ifiKey } from '../../xapi/agent.ts'
import { invalidParameter, parseBoolean, parseParameters, parseText } from '../../xapi/parameters.ts'
import { parseStatementQuery } from '../../xapi/statement-query.ts'
import type { ReadAsked } from '../xapi/statement-reads.ts'

const PARSERS = { credential: parseText, voided: parseBoolean }
const isOwn = (name: string) => Object.hasOwn(PARSERS, name)

export const readAskedOf =
  (tables: Pick<Tables, 'get'>): ReadAsked =>
  async (parameters, { version, principal }) => {
    const entries = [...parameters]
    const query = parseStatementQuery(new Map(entries.filter(([name]) => !isOwn(name))), version)
    const own = new Map(entries.filter(([name]) => isOwn(name)))
    const [[name] = []] = own
    const id = query.statementId !== undefined ? 'statementId' : 'voidedStatementId'
    if (name !== undefined && query[id] !== undefined) throw invalidParameter(name, `is not allowed beside ${id}`)
    const { credential, voided } = parseParameters(own, PARSERS, version)
    if (credential === undefined) return { query, ...(voided && { voided }) }
    const authority = await authorityOf(tables, principal.tenant, credential)
    return { query, visibility: { authority }, ...(voided && { voided }) }
  }

/**
 * Statements do not say with which key they came, but under which authority: those of another credential with the same
 * one are found as well. Of a credential that is gone its own authority is left, where it had no other.
 */
async function authorityOf(tables: Pick<Tables, 'get'>, tenant: TenantId, key: string): Promise<string> {
  if (Buffer.byteLength(key) <= MOST_KEY_BYTES) {
    const credential = await getCredential(tables, tenant, key)
    const authority = ifiKey(credential === undefined ? ownAuthority(key) : JSON.parse(credential.authority))
    const isKnown = credential !== undefined || (await hasAuthority(tables, tenant, authority))
    if (authority !== undefined && isKnown) return authority
  }
  throw invalidParameter('credential', 'must be the key of a credential that this tenant has or had')
}

const hasAuthority = async (tables: Pick<Tables, 'get'>, tenant: TenantId, authority = '') =>
  (await tables.get('control', authorityKey(tenant, authority), true)) !== undefined
