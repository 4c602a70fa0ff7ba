/**
 * What a credential may do (1.0.3 Communication 4.2), and one right more that the standard leaves to us: to void. Which
 * scope a request needs stands in `http/routes.ts`; `statements/void` and `define` are asked of what is in it.
 */
export const SCOPES = [
  'all',
  'all/read',
  'statements/write',
  'statements/void',
  'statements/read',
  'statements/read/mine',
  'state',
  'profile',
  'define',
] as const
export type Scope = (typeof SCOPES)[number]

/** For the help of the command and the docs. */
export const SCOPE_MEANINGS: { [scope in Scope]: string } = {
  all: 'everything',
  'all/read': 'read everything, write nothing',
  'statements/write': 'store statements, other than voiding ones',
  'statements/void': 'store voiding statements too, beside statements/write',
  'statements/read': 'read statements, and what is known of activities and agents',
  'statements/read/mine': 'read statements whose authority is the one of this credential',
  state: 'read and write state documents',
  profile: 'read and write profiles of activities and agents',
  define: 'what its statements say of activities changes what is known of them',
}

/** Scopes that hold what another one asks for, beside `all` and, for reading, `all/read`. */
const WIDER: { [scope in Scope]?: readonly Scope[] } = { 'statements/read/mine': ['statements/read'] }

const READS = new Set<Scope>(['statements/read', 'statements/read/mine', 'state', 'profile'])

/** @param reads whether what needs the scope only reads */
export function allows(scopes: readonly Scope[], needed: Scope, reads = false): boolean {
  if (scopes.includes(needed) || scopes.includes('all')) return true
  if (reads && READS.has(needed) && scopes.includes('all/read')) return true
  return WIDER[needed]?.some((wider) => scopes.includes(wider)) ?? false
}

/** The scope to ask for where one is lacking: that which most have. */
export const usualScope = (needed: Scope): Scope => WIDER[needed]?.[0] ?? needed

/** Whoever could write statements before voiding and defining were rights of their own goes on to do both. */
export const withOlderRights = (scopes: readonly Scope[]): Scope[] =>
  scopes.includes('statements/write') ? [...new Set<Scope>([...scopes, 'statements/void', 'define'])] : [...scopes]
