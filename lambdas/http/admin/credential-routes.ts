/** The rows of credentials. */
import { type AdminRoute, DRY_RUN, PAGED } from './route.ts'

const PATH = '/tenants/{tenant}/credentials'
const CREDENTIAL = { meaning: 'The credential', schema: 'Credential' } as const

export const CREDENTIAL_ROUTES = [
  {
    method: 'GET',
    path: PATH,
    operationId: 'listCredentials',
    summary: 'The credentials of a tenant, but those of launches',
    may: ['owner', 'admin', 'auditor'],
    parameters: PAGED,
    answers: { 200: { meaning: 'A page of credentials', schema: 'Credentials' } },
  },
  {
    method: 'POST',
    path: PATH,
    operationId: 'createCredential',
    summary: 'Makes a credential, and tells its secret this once',
    may: ['owner', 'admin'],
    request: 'NewCredential',
    answers: { 201: { meaning: 'The credential', schema: 'CreatedCredential', headers: ['Location'] } },
    isTagged: true,
    isSecret: true,
  },
  {
    method: 'GET',
    path: `${PATH}/{key}`,
    operationId: 'getCredential',
    summary: 'One credential',
    may: ['owner', 'admin', 'auditor'],
    answers: { 200: CREDENTIAL },
    isTagged: true,
  },
  {
    method: 'PATCH',
    path: `${PATH}/{key}`,
    operationId: 'changeCredential',
    summary: 'Changes its label, its scopes, its expiry, its filter or its leniency, within a minute',
    may: ['owner', 'admin'],
    request: 'CredentialChange',
    answers: { 200: CREDENTIAL },
    isTagged: true,
  },
  {
    method: 'DELETE',
    path: `${PATH}/{key}`,
    operationId: 'revokeCredential',
    summary: 'Revokes a credential: it works for a minute more at most',
    may: ['owner', 'admin'],
    parameters: [DRY_RUN],
    answers: { 200: { meaning: 'What would be revoked', schema: 'Credential' }, 204: { meaning: 'It is revoked' } },
    isTagged: true,
  },
  {
    method: 'POST',
    path: `${PATH}/{key}/rotate`,
    operationId: 'rotateCredential',
    summary: 'Gives a credential a new secret, beside which the one before works for a while',
    may: ['owner', 'admin'],
    request: 'Rotation',
    answers: { 200: { meaning: 'The credential and its new secret', schema: 'CreatedCredential' } },
    isTagged: true,
    isSecret: true,
  },
] as const satisfies readonly AdminRoute[]
