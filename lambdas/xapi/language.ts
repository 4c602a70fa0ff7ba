/** Which entry of a language map to show (1.0.3 Communication 2.1.3; 2.0 4.1.6.1; RFC 2616 14.4). */

/** A range of `Accept-Language` in lower case (`en`, `en-gb`, `*`) and its quality, from 0 (refused) to 1. */
export type LanguageRange = { range: string; quality: number }

const ENTRY = /^([a-z]{1,8}(?:-[a-z\d]{1,8})*|\*)(?:[ \t]*;[ \t]*q[ \t]*=[ \t]*(1(?:\.0{0,3})?|0(?:\.\d{0,3})?))?$/i

/** Each is compared with every tag of a map; no reader knows so many languages. */
const MOST_RANGES = 100

/** Entries that are not ranges are skipped: the header expresses only a wish, so it is never a reason to refuse. */
export function parseAcceptLanguage(header = ''): LanguageRange[] {
  return header.split(',', MOST_RANGES).flatMap((entry) => {
    const [, range, quality = '1'] = ENTRY.exec(entry.trim()) ?? []
    return range === undefined ? [] : [{ range: range.toLowerCase(), quality: Number(quality) }]
  })
}

/**
 * The tag to show: the one wanted most, else any that is not refused, else any, since one entry must be shown.
 * @returns undefined only when there are no tags
 */
export function chooseLanguage(tags: readonly string[], ranges: readonly LanguageRange[]): string | undefined {
  let [chosen] = tags
  let best = -1
  for (const tag of tags) {
    const quality = qualityOf(tag, ranges)
    if (quality <= best) continue
    chosen = tag
    best = quality
  }
  return chosen
}

/**
 * How much a tag is wanted: the quality of the longest range that is a prefix of it (`en` of `en-GB`, not the reverse),
 * else of `*`. Of equal qualities the range that is named first counts a little more, by less than any two qualities
 * differ. A tag that no range names is worth a little more than a refused one.
 */
function qualityOf(tag: string, ranges: readonly LanguageRange[]): number {
  const lowered = tag.toLowerCase()
  let longest = -1
  let wanted = 0.000_001
  ranges.forEach(({ range, quality }, i) => {
    const length = range === '*' ? 0 : range.length
    if (length <= longest || !(range === '*' || lowered === range || lowered.startsWith(`${range}-`))) return
    longest = length
    wanted = quality === 0 ? 0 : quality - i / 10_000_000
  })
  return wanted
}
