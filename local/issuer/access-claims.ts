/** What the local issuer's access tokens say. */
import type { DemoPerson } from './demo-people.ts'

/** What access tokens are for (RFC 8707). */
export const RESOURCE = 'urn:cairn:admin'

/** What Cognito says in an access token beside RFC 9068's claims. */
export const accessClaims = ({ subject, groups }: DemoPerson) => ({
  token_use: 'access',
  username: subject,
  'cognito:groups': groups,
})
