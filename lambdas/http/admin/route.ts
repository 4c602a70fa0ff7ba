/** What a row of the admin API's table says. Plain data: the function routes by it, and OpenAPI and the docs are printed from it. */
import type { Role } from '../../tenancy/person.ts'

export type AdminMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** `none` is for everybody, `person` for whoever has signed in; otherwise the roles, of which one is needed. */
export type Access = 'none' | 'person' | readonly ('owner' | Role)[]

/** Names in `schemas/admin.json` stand for the schemas. */
export type QueryParameter = { name: string; schema: string; meaning: string; required?: boolean }

export type Answer = {
  meaning: string
  /** Of its JSON; left out where there is no body. */
  schema?: string
  /** Where it may be no JSON as well: `multipart/mixed`. */
  alsoTypes?: readonly string[]
  /** Besides `ETag`, which follows from the row. */
  headers?: readonly string[]
}

export type AdminRoute = {
  method: AdminMethod
  /** Below `/admin/v1`: `/tenants/{tenant}`. What stands in braces is in `PATH_PARAMETERS`. */
  path: string
  operationId: string
  summary: string
  may: Access
  parameters?: readonly QueryParameter[]
  /** It is about a tenant that may be gone: nobody enters it. */
  isOfGone?: true
  /** The parameters are xAPI's: its rules judge them, and the schemas only describe them. */
  areOfXapi?: true
  /** The schema of the JSON body. */
  request?: string
  /** The answers of success. */
  answers: { readonly [status: number]: Answer }
  /** Other problems than those that every row of its kind has. */
  problems?: readonly number[]
  /** GET: the answer has an ETag. PUT, PATCH, DELETE: it must be sent back in `If-Match`. */
  isTagged?: true
  /** POST: its answer holds a secret, which nobody is told twice. */
  isSecret?: true
}

/** What stands in braces in paths: the schemas by name. */
export const PATH_PARAMETERS: { readonly [name: string]: { schema: string; meaning: string } } = {
  tenant: { schema: 'TenantId', meaning: 'The id of the tenant' },
  key: { schema: 'CredentialKey', meaning: 'The key of the credential' },
  subject: { schema: 'Subject', meaning: 'Of the person: `sub` of their tokens' },
  id: { schema: 'StatementId', meaning: 'The id of the statement' },
  name: { schema: 'QueryName', meaning: 'The name of the question' },
  run: { schema: 'RunId', meaning: 'The id of the run' },
  hold: { schema: 'HoldId', meaning: 'The id of the hold' },
  rule: { schema: 'RuleId', meaning: 'The name of the rule' },
  case: { schema: 'CaseId', meaning: 'The id of the case' },
}

export const pathParametersOf = ({ path }: Pick<AdminRoute, 'path'>): string[] =>
  Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = '']) => name)

export const isOfTenant = (route: Pick<AdminRoute, 'path' | 'isOfGone'>): boolean =>
  route.isOfGone === undefined && pathParametersOf(route).includes('tenant')

/** Of every list. */
export const PAGED: readonly QueryParameter[] = [
  { name: 'limit', schema: 'Limit', meaning: 'How many a page has at most; it may have fewer' },
  { name: 'cursor', schema: 'Cursor', meaning: '`next` of the page before' },
]

/** Of what destroys. */
export const DRY_RUN: QueryParameter = {
  name: 'dryRun',
  schema: 'Flag',
  meaning: 'Tells what would be done, and does nothing',
}
