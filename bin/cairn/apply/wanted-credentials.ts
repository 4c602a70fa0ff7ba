/** The credentials of a tenant, as a file wants them: known by their labels, since keys are made here. */
import { isDeepStrictEqual } from 'node:util'
import type { Bodies } from '../../../lambdas/http/admin/bodies.ts'
import type { Credential } from '../administration.ts'
import { done, type Index, type Planning, type Rest, type Step } from './step.ts'
import type { WantedCredential } from './tenants-file.ts'

type Change = Bodies['CredentialChange']
const UNITS: { [unit: string]: number } = { d: 86_400_000, h: 3_600_000, m: 60_000 }

export async function credentialSteps(planning: Planning, { wanted, place, isNew }: Rest): Promise<Step[]> {
  const { id: tenant, credentials } = wanted
  if (credentials === undefined) return []
  const found = isNew ? [] : await planning.administration.credentials(tenant)
  const live = found.filter(({ expires }) => expires === undefined || Date.parse(expires) > planning.now)
  const steps = credentials.flatMap((one, index) => {
    const there = live.filter(({ label }) => label === one.label)
    return stepOf(planning, { tenant, wanted: one, there, place: [...place, 'credentials', index] })
  })
  if (!planning.isPruning) return steps
  const kept = new Set(credentials.map(({ label }) => label))
  const others = live.filter(({ label }) => !kept.has(label))
  return [
    ...steps,
    ...others.map(({ label, key }): Step => {
      const lines = [`- credential ${label}: ${key} is revoked`]
      return { tenant, lines, isPruning: true, perform: ({ revokeCredential }) => done(revokeCredential(tenant, key)) }
    }),
  ]
}

type One = { tenant: string; wanted: WantedCredential; there: Credential[]; place: Index }

function stepOf(planning: Planning, { tenant, wanted, there, place }: One): Step[] {
  const refuse = (member: string, rule: string): Step[] => {
    planning.wrong.push(planning.file.at([...place, member], rule))
    return []
  }
  const { label } = wanted
  const [before, ...others] = there
  if (others.length > 0)
    return refuse(
      'label',
      `${tenant} has ${there.length} live credentials labelled ${label}: revoke or rename all but one`,
    )
  const expires = instantOf(wanted.expires, planning.now)
  if (expires !== undefined && expires <= planning.now) return refuse('expires', `is over: ${wanted.expires}`)
  if (before === undefined) return [making(tenant, wanted, expires)]
  if (wanted.authority !== undefined && !isSame(wanted.authority, before.authority))
    return refuse('authority', `can't be changed: give another label, or revoke ${before.key} first`)
  return changing(tenant, before, changesOf(wanted, before, expires))
}

function making(tenant: string, wanted: WantedCredential, expires: number | undefined): Step {
  const { expires: _, ...made } = wanted
  const { label, scopes } = made
  const until = expires === undefined ? '' : `, until ${new Date(expires).toISOString()}`
  const filter = made.filter === undefined ? '' : `, reads ${JSON.stringify(made.filter)}`
  const lenient = made.lenient === undefined ? '' : `, lenient: ${made.lenient.join(', ')}`
  return {
    tenant,
    lines: [`+ credential ${label}: ${scopes.join(', ')}${filter}${lenient}${until}`],
    async perform({ createCredential }) {
      const given = { ...made, ...(expires !== undefined && { expires: new Date(expires).toISOString() }) }
      const { key, secret } = (await createCredential(tenant, given)).value
      return { tenant, label, key, secret }
    },
  }
}

/** A time from its making says nothing of one that is there. */
function changesOf({ scopes, lenient, filter, expires: text }: WantedCredential, before: Credential, expires?: number) {
  const change: Change = {}
  if (!isSameSet(scopes, before.scopes)) change.scopes = scopes
  if (lenient !== undefined && !isSameSet(lenient, before.lenient)) change.lenient = lenient
  if (filter !== undefined && !isSame(filter, before.filter)) change.filter = filter
  const isFixed = text !== undefined && !RELATIVE.test(text)
  const wasUntil = before.expires === undefined ? undefined : Date.parse(before.expires)
  if (isFixed && wasUntil !== expires) change.expires = expires === undefined ? null : new Date(expires).toISOString()
  return change
}

function changing(tenant: string, before: Credential, change: Change): Step[] {
  const { key, label } = before
  const shown = (value: unknown) => (value === undefined || value === null ? 'none' : JSON.stringify(value))
  const lines = Object.entries(change).flatMap(([name, after]) => [
    `- credential ${label} (${key}): ${name} ${shown(before[name as keyof Change])}`,
    `+ credential ${label} (${key}): ${name} ${shown(after)}`,
  ])
  if (lines.length === 0) return []
  return [{ tenant, lines, perform: ({ changeCredential }) => done(changeCredential(tenant, key, change)) }]
}

const RELATIVE = /^(\d{1,5})([dhm])$/

/** @returns undefined for never */
function instantOf(text: string | undefined, now: number): number | undefined {
  if (text === undefined || text === 'never') return undefined
  const [, count, unit = ''] = RELATIVE.exec(text) ?? []
  return count === undefined ? Date.parse(text) : now + Number(count) * (UNITS[unit] ?? 0)
}

const isSameSet = (some: readonly string[], others: readonly string[]) =>
  isDeepStrictEqual(new Set(some), new Set(others))

/** As JSON, with `objectType` said or not. */
function isSame(one: unknown, other: unknown): boolean {
  const plain = (value: unknown) => {
    const text = JSON.stringify(value, (name, inner) => (name === 'objectType' ? undefined : inner))
    return text === undefined ? undefined : JSON.parse(text)
  }
  return isDeepStrictEqual(plain(one), plain(other))
}
