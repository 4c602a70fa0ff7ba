/** `format=canonical` of a page's statements, with the definitions that the store has merged: read as they are needed. */
import type { ActivityStore } from '../../activities/activity-store.ts'
import type { TenantId } from '../../tenancy/tenant-id.ts'
import { featuresOf } from '../../xapi/features.ts'
import { parseAcceptLanguage } from '../../xapi/language.ts'
import { parseStored } from '../../xapi/statement.ts'
import { toCanonical, translateDefinition } from '../../xapi/statement-format.ts'

export type CanonicalDependencies = { tenant: TenantId; activities: ActivityStore }

/** A definition may have 350 kB, so those of a page are not all read at once. */
const DEFINITIONS_AT_ONCE = 100

/**
 * @returns the form of the statement at an index. Merged definitions grow after a statement was accepted: where it has no
 *   room with them, it has its own.
 */
export function createCanonicalForm(
  { tenant, activities }: CanonicalDependencies,
  texts: string[],
  language: string,
): (index: number, room: number) => Promise<string> {
  const languages = parseAcceptLanguage(language)
  const idsOf = texts.map(activityIds)
  /** By Activity id, in the language asked for; empty where there is none. */
  const known = new Map<string, string>()

  async function read(ids: string[]): Promise<void> {
    const definitions = await activities.definitionsOf(tenant, ids)
    for (const id of ids) {
      const definition = definitions.get(id)
      known.set(id, definition === undefined ? '' : translateDefinition(definition, languages))
    }
  }

  /** Reads what a statement lacks, and with it what the next few lack. @returns false where there is no room for it */
  async function learn(index: number, room: number): Promise<boolean> {
    const own = idsOf[index]?.() ?? []
    const missing = new Set(own.filter((id) => !known.has(id)))
    for (let next = index + 1; missing.size > 0 && missing.size < DEFINITIONS_AT_ONCE && next < texts.length; next++) {
      for (const id of idsOf[next]?.() ?? []) if (!known.has(id)) missing.add(id)
    }
    const left = [...missing]
    while (left.length > 0) {
      await read(left.splice(0, DEFINITIONS_AT_ONCE))
      if (own.reduce((sum, id) => sum + (known.get(id)?.length ?? 0), 0) > room) return false
    }
    return true
  }

  return async (index, room) => {
    const text = texts[index] ?? ''
    if (await learn(index, room)) {
      // Counted on the way: a statement may name one Activity a hundred thousand times.
      let length = 0
      const form = toCanonical(text, languages, (id) => {
        length += known.get(id)?.length ?? 0
        return (length <= room && known.get(id)) || undefined
      })
      if (length <= room && Buffer.byteLength(form) <= room) return form
    }
    return toCanonical(text, languages, () => undefined)
  }
}

/** The Activities that a statement names, found out once and when they are needed. */
function activityIds(text: string): () => string[] {
  let ids: string[] | undefined
  return () => {
    if (ids === undefined) {
      const { activities, relatedActivities } = featuresOf(parseStored(text), [])
      ids = [...new Set([...activities, ...relatedActivities])]
    }
    return ids
  }
}
