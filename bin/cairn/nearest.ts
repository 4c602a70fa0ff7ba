/** The name that somebody probably meant. */

/** @returns the nearest of these names, where one is near: at most a third of it is different */
export function nearest(word: string, names: string[]): string | undefined {
  const ranked = names
    .map((name) => ({ name, distance: distanceOf(word, name) }))
    .sort((one, other) => one.distance - other.distance)
  const [best] = ranked
  return best !== undefined && best.distance <= Math.max(2, best.name.length / 3) ? best.name : undefined
}

/** How many characters must be added, left out or replaced to make one text of the other (Levenshtein). */
function distanceOf(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (const [down, character] of [...one].entries()) {
    const next = [down + 1]
    for (let at = 0; at < other.length; at++) {
      const replaced = (row[at] ?? 0) + (other[at] === character ? 0 : 1)
      next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
