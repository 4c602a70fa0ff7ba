/**
 * What a credential may do (1.0.3 Communication 4.2): `state` and `profile` let it read and write those documents. Which
 * scope a resource needs stands in `http/routes.ts`.
 */
export const SCOPES = ['statements/read', 'statements/write', 'state', 'profile'] as const
export type Scope = (typeof SCOPES)[number]
