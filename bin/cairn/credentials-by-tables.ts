/** Credentials by the tables themselves. */
import { randomBytes } from 'node:crypto'
import { shown } from '../../lambdas/http/admin/credentials-resource.ts'
import { changeOf, factsOf } from '../../lambdas/http/admin/told.ts'
import { ownAuthority } from '../../lambdas/tenancy/authority-item.ts'
import {
  type ChangeOutcome,
  changeCredential,
  createCredential,
  getCredential,
  type ListedCredential,
  revokeCredential,
  rotateCredential,
  scanCredentials,
} from '../../lambdas/tenancy/credentials.ts'
import { readLeniencyCounts } from '../../lambdas/tenancy/leniency-counter.ts'
import type { TenantId } from '../../lambdas/tenancy/tenant-id.ts'
import type { Administration, NewCredential } from './administration.ts'
import type { Deployment } from './deployment.ts'
import { Failure, UsageError } from './failure.ts'

type Credentials = Pick<
  Administration,
  'credentials' | 'createCredential' | 'changeCredential' | 'rotateCredential' | 'revokeCredential'
>
type Existing = (text: string) => Promise<TenantId>

const newSecret = () => randomBytes(32).toString('base64url')

export function credentialsByTables({ tables, scanner, clock }: Deployment, existing: Existing): Credentials {
  const known = async (tenant: TenantId, key: string) => {
    const credential = await getCredential(tables, tenant, key)
    if (credential === undefined) throw noKey(tenant, key)
    return credential
  }
  return {
    async credentials(text) {
      const tenant = await existing(text)
      const all = await scanCredentials(tables, scanner, tenant)
      const counts = await readLeniencyCounts(tables, tenant)
      const own = all.filter(({ launch }) => launch === undefined)
      return own.map((one) => ({ ...shown(one), needed: counts.get(one.key) ?? {} }))
    },
    async createCredential(text, given) {
      const tenant = await existing(text)
      const made = toMade(tenant, given, clock.now())
      if (!(await createCredential(tables, { ...made, salt: randomBytes(16) })))
        throw new Failure(`The key ${made.key} exists already; nothing was changed.`)
      const { secret, tenant: _, authority, ...rest } = made
      const listed = shown({ ...rest, authority: JSON.stringify(authority), secrets: [{}] })
      return { value: { ...listed, secret }, told: { what: { key: made.key }, after: factsOf(listed) } }
    },
    async changeCredential(text, key, { expires, filter, ...rest }) {
      const tenant = await existing(text)
      const change = {
        ...rest,
        ...(expires !== undefined && { expires: expires === null ? undefined : Date.parse(expires) }),
        ...(filter !== undefined && { filter: filter ?? undefined }),
      }
      const before = await known(tenant, key)
      const after = settled(await changeCredential(tables, tenant, { key, change }), tenant, key)
      return { value: shown(after), told: changeOf(shown(before), shown(after)) }
    },
    async rotateCredential(text, key, until) {
      const tenant = await existing(text)
      const secret = newSecret()
      const before = await known(tenant, key)
      const rotation = { key, secret, until: Date.parse(until), now: clock.now() }
      const after = settled(await rotateCredential(tables, tenant, rotation), tenant, key)
      return { value: { ...shown(after), secret }, told: changeOf(shown(before), shown(after)) }
    },
    async revokeCredential(text, key) {
      const tenant = await existing(text)
      const before = await known(tenant, key)
      if (!(await revokeCredential(tables, tenant, key))) throw noKey(tenant, key)
      return { value: undefined, told: changeOf(shown(before), null) }
    },
  }
}

function toMade(tenant: TenantId, given: NewCredential, created: number) {
  const { key = `${tenant}-${randomBytes(6).toString('hex')}`, label, scopes, lenient = [], filter, expires } = given
  // RFC 7617: a colon would end the key.
  if (key === '' || key.includes(':')) throw new UsageError('A key is not empty and has no colon.')
  return {
    ...{ tenant, key, secret: newSecret(), label: label || key, scopes, lenient, created },
    authority: given.authority ?? ownAuthority(key),
    ...(expires !== undefined && { expires: Date.parse(expires) }),
    ...(filter && { filter }),
  }
}

const noKey = (tenant: string, key: string) => new Failure(`The tenant ${tenant} has no key ${key}.`)

function settled(outcome: ChangeOutcome, tenant: string, key: string): ListedCredential {
  if (outcome.kind === 'missing') throw noKey(tenant, key)
  if (outcome.kind === 'stale') throw new Failure(`${key} was changed by somebody else meanwhile: try again.`)
  return outcome.credential
}
