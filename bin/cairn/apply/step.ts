/** A step of a plan, and what a plan is made of. */
import type { Administration } from '../administration.ts'
import type { Changed } from '../changed.ts'
import type { TenantsFile, WantedTenant } from './tenants-file.ts'

/** A secret that was made, which is told this once. */
export type MadeSecret = { tenant: string; label: string; key: string; secret: string }

/** One change: how a diff shows it, and how it is made. */
export type Step = {
  tenant: string
  lines: string[]
  /** It takes something away: only with `--prune`. */
  isPruning?: true
  perform(administration: Administration): Promise<MadeSecret | undefined>
}

export type Planning = {
  administration: Administration
  file: TenantsFile
  isPruning: boolean
  /** As it was given, for members. */
  issuer?: string
  now: number
  /** What can't be done, with its place in the file. */
  wrong: string[]
}

export type Index = readonly (string | number)[]

/** A tenant of the file, and whether it is still to be made. */
export type Rest = { wanted: WantedTenant; place: Index; isNew: boolean }

/** A change whose answer nobody needs. */
export const done = async (changed: Promise<Changed<unknown>>): Promise<undefined> => {
  await changed
}
