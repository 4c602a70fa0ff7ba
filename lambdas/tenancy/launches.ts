/** Launches: credentials for one session of one learner, which content in a browser gets from a URL, once. */
import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import type { Tables } from '../database/tables.ts'
import type { Agent } from '../xapi/statement.ts'
import { createCredential } from './credentials.ts'
import type { Launch } from './launch.ts'
import { fetchedAt, fromLaunchItem, launchKey, toLaunchItem } from './launch-item.ts'
import type { Scope } from './scopes.ts'
import type { TenantId } from './tenant-id.ts'

/** What content may ask for. Never to void: cmi5 6.3 forbids it. */
export const LAUNCH_SCOPES = [
  'statements/write',
  'statements/read',
  'statements/read/mine',
  'state',
  'profile',
  'define',
] as const satisfies Scope[]
export type LaunchScope = (typeof LAUNCH_SCOPES)[number]

/** What cmi5 content needs. */
export const DEFAULT_LAUNCH_SCOPES: LaunchScope[] = ['statements/write', 'statements/read', 'state', 'profile']

/** Content calls its fetch URL as it starts: an address that lies in a history is soon worth nothing. */
export const FETCH_MS = 600_000
export const DEFAULT_LAUNCH_MS = 4 * 3_600_000
export const MOST_LAUNCH_MS = 24 * 3_600_000

/** `expires` and `now` in ms since 1970. */
export type NewLaunch = { launch: Launch; scopes: LaunchScope[]; expires: number; now: number }

/** `key` names its credential; `token` belongs into the fetch URL, and is told this once. */
export type CreatedLaunch = { key: string; token: string; fetchUntil: number }

/** All launches of a tenant speak for the tenant: whom a statement is about, its actor says. */
const authorityOf = (tenant: TenantId): Agent => ({
  objectType: 'Agent',
  account: { homePage: 'https://cairn.example/launches', name: tenant },
})

/** The secret is made of the token and a salt that never leaves: neither the URL nor the tables tell it. */
const secretOf = (token: string, salt: Uint8Array) => createHmac('sha256', salt).update(token).digest('base64url')

export async function createLaunch(
  tables: Pick<Tables, 'insert'>,
  tenant: TenantId,
  { launch, scopes, expires, now }: NewLaunch,
): Promise<CreatedLaunch> {
  const key = `${tenant}-launch-${randomUUID()}`
  const token = randomBytes(32).toString('base64url')
  const salt = randomBytes(32)
  const credential = { tenant, key, secret: secretOf(token, salt), salt: randomBytes(16), label: 'launch', scopes }
  await createCredential(tables, { ...credential, authority: authorityOf(tenant), created: now, expires, launch })
  const fetchUntil = Math.min(expires, now + FETCH_MS)
  await tables.insert('control', [toLaunchItem(token, { tenant, credential: key, salt, until: fetchUntil })])
  return { key, token, fetchUntil }
}

/** `over`: it was fetched before, or its time is over; `unknown`: there is no such launch, or is none any more. */
export type FetchOutcome = { kind: 'fetched'; authToken: string } | { kind: 'over' } | { kind: 'unknown' }

/** Answers the token of HTTP Basic to the first who asks (cmi5 8.2). */
export async function fetchAuthToken(
  { get, updateIf }: Pick<Tables, 'get' | 'updateIf'>,
  token: string,
  now: number,
): Promise<FetchOutcome> {
  const item = await get('control', launchKey(token), true)
  if (item === undefined) return { kind: 'unknown' }
  const launch = fromLaunchItem(item)
  if (launch.fetched !== undefined || now >= launch.until) return { kind: 'over' }
  if (!(await updateIf('control', fetchedAt(token, launch, now))).done) return { kind: 'over' }
  const basic = `${launch.credential}:${secretOf(token, launch.salt)}`
  return { kind: 'fetched', authToken: Buffer.from(basic).toString('base64') }
}
