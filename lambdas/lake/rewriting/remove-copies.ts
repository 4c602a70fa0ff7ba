/**
 * What else of a tenant's statements lies in the lake's bucket, whatever day it is of: results of queries, exports, and
 * records that could not be written. All of it can be had again, from the lake or the store, so nothing of it is looked
 * through for a person: it goes.
 */
import type { ObjectVersion } from '../../database/object-versions.ts'
import { fromManifestFile, MANIFEST } from '../export/manifest.ts'
import type { RewritingParts } from './rewrite-day.ts'
import { holdsRecordOf } from './undelivered.ts'

/** The parts of the bucket where copies may lie. */
export const RESULTS = 'results/'
export const EXPORTS = 'exports/'
export const QUARANTINE = 'quarantine/'
export const GIVEN_UP = 'aws/lambda/'

/** A query reads what was there when it began, and puts its result when it ends: Athena stops it after 30 minutes. */
const LONGEST_QUERY_MS = 31 * 60_000
/** So long the heartbeat may take to note what Lambda gave up: without that nobody would know that the lake lacks it. */
const NOTED_MS = 5 * 60_000

/** Objects that went, each with all its versions. */
export type RemovedCopies = {
  results: number
  /** By their prefixes. */
  exports: string[]
  undelivered: number
  /** Folders of the bucket that Cairn does not know: whoever put something there must look at it. */
  unknown: string[]
  /** When (ms) it must be called once more. */
  again?: number
}
export type CopiesOf = { tenant: string /** When the last day of the lake was rewritten, in ms. */; rewritten: number }

export async function removeCopies(parts: RewritingParts, of: CopiesOf): Promise<RemovedCopies> {
  const results = await removeResults(parts, of)
  const exports = await removeExports(parts, of)
  const undelivered = await removeUndelivered(parts, of)
  const unknown = (await parts.lake.folders('')).filter((folder) => !KNOWN.has(folder)).map((folder) => `${folder}/`)
  const again = Math.max(of.rewritten + LONGEST_QUERY_MS, undelivered.again ?? 0)
  const done = { results, exports, undelivered: undelivered.count, unknown }
  return parts.now() < again ? { ...done, again } : done
}

const KNOWN = new Set([
  ...['lake', 'voids', 'audit', 'usage', 'freshness', 'state'],
  ...['results', 'exports', 'quarantine', 'aws'],
])

/**
 * Those of the tenant's own analysts lie in a folder of its name. Those of operators and of the admin API lie together, of
 * all tenants, and nothing in them says whose they are: they go, too, and are asked for again.
 */
async function removeResults(parts: RewritingParts, { tenant, rewritten }: CopiesOf): Promise<number> {
  const tenants = (await parts.lake.folders('lake/')).map((folder) => folder.replace('tenant=', ''))
  const others = tenants.filter((one) => one !== tenant).map((one) => `${RESULTS}${one}/`)
  const isOurs = ({ key, at }: ObjectVersion) =>
    at < rewritten + LONGEST_QUERY_MS && !others.some((prefix) => key.startsWith(prefix))
  return removeBelow(parts, RESULTS, isOurs)
}

async function removeExports(parts: RewritingParts, { tenant, rewritten }: CopiesOf): Promise<string[]> {
  const gone: string[] = []
  for await (const { key } of parts.lake.list(EXPORTS)) {
    if (!key.endsWith(`/${MANIFEST}`)) continue
    const manifest = fromManifestFile(Buffer.from((await parts.lake.getText(key)) ?? ''))
    if (manifest?.tenant === tenant && !(Date.parse(manifest.began) > rewritten))
      gone.push(key.slice(0, -MANIFEST.length))
  }
  for (const prefix of gone) {
    // The manifest last: a run that dies finds the export again.
    await removeBelow(parts, prefix, ({ key }) => key !== `${prefix}${MANIFEST}`)
    await removeBelow(parts, prefix, () => true)
  }
  return gone
}

/** The statements of these records are in the store, and a replay brings them. */
async function removeUndelivered(parts: RewritingParts, { tenant }: CopiesOf) {
  let [count, again]: [number, number | undefined] = [0, undefined]
  for (const prefix of [QUARANTINE, GIVEN_UP]) {
    for await (const { key, written } of parts.lake.list(prefix)) {
      if (!holdsRecordOf(tenant, (await parts.lake.getText(key)) ?? '')) continue
      const noted = written.getTime() + NOTED_MS
      if (prefix === GIVEN_UP && noted > parts.now()) again = Math.max(again ?? 0, noted)
      else count += await removeBelow(parts, key, (one) => one.key === key)
    }
    // What somebody removed before, where the bucket keeps versions: nobody can say of whom it is.
    await removeBelow(parts, prefix, ({ isLatest, isMark }) => !isLatest || isMark)
  }
  return { count, ...(again !== undefined && { again }) }
}

/** @returns how many objects went, whatever they had of versions */
async function removeBelow(
  { versions }: RewritingParts,
  prefix: string,
  isGone: (version: ObjectVersion) => boolean,
): Promise<number> {
  const keys = new Set<string>()
  let after: string | undefined
  do {
    const { found, next } = await versions.page(prefix, after)
    const gone = found.filter(isGone)
    await versions.remove(gone)
    for (const { key } of gone) keys.add(key)
    after = next
  } while (after !== undefined)
  return keys.size
}
