/**
 * How many statements that match one request's posting holds: a whole session, or one where senders send one by one, or
 * none where conditions leave most of them out. A page asks for as many postings as pages of its kind needed lately:
 * those too many are paid for and decoded, those too few are another round trip.
 */
const REMEMBERED = 10_000
/** Fewer postings say too little. */
const LEAST_SEEN = 3
/** More than the mean, so that most pages are filled by one read. */
const MARGIN = 1.25
const POSTINGS_PER_READ = { least: 10, most: 200 }

export type MatchesPerPosting = ReturnType<typeof createMatchesPerPosting>

export function createMatchesPerPosting() {
  const known = new Map<string, number>()
  return {
    /** How many postings a read should ask for, to find so many statements. */
    postingsFor(kind: string, statements: number): number {
      const density = known.get(kind) ?? 1
      const wanted = Math.ceil((statements / density) * MARGIN)
      // No posting is empty: where all of them match, so many are always enough.
      const needed = density >= 1 ? Math.min(wanted, statements) : wanted
      return Math.min(Math.max(needed, POSTINGS_PER_READ.least), POSTINGS_PER_READ.most)
    },
    learn(kind: string, seen: { postings: number; matches: number }): void {
      if (seen.postings < LEAST_SEEN) return
      const latest = Math.max(seen.matches, 1) / seen.postings
      const before = known.get(kind) ?? latest
      if (known.size >= REMEMBERED) known.clear()
      known.set(kind, (before + latest) / 2)
    },
  }
}
