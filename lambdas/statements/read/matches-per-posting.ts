/**
 * How many matches one request's posting holds: a whole session of them, or one where senders send one by one, or less
 * where conditions leave most of them out. A page reads as many postings as pages of its kind needed lately: those too
 * many are paid for and decoded, those too few are another round trip.
 */
const REMEMBERED_KINDS = 10_000
/** Fewer postings say too little. */
const FEWEST_POSTINGS = 3
/** More than the mean, so that most pages are filled by one read. */
const MARGIN = 1.25
const POSTINGS_PER_READ = { least: 10, most: 200 }

export type MatchesPerPosting = ReturnType<typeof createMatchesPerPosting>

export function createMatchesPerPosting() {
  const means = new Map<string, number>()
  return {
    /** How many postings a read should ask for, to find so many statements. */
    postingsFor(kind: string, statements: number): number {
      const mean = means.get(kind) ?? 1
      const wanted = Math.ceil((statements / mean) * MARGIN)
      // No posting is empty: where all of them match, so many are always enough.
      const needed = mean >= 1 ? Math.min(wanted, statements) : wanted
      return Math.min(Math.max(needed, POSTINGS_PER_READ.least), POSTINGS_PER_READ.most)
    },
    /** Tells what a page has scanned. */
    learn(kind: string, { postings, matches }: { postings: number; matches: number }): void {
      if (postings < FEWEST_POSTINGS) return
      const latest = Math.max(matches, 1) / postings
      const before = means.get(kind) ?? latest
      if (means.size >= REMEMBERED_KINDS) means.clear()
      means.set(kind, (before + latest) / 2)
    },
  }
}
