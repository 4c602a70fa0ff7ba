/**
 * Different texts in the order they came in. While they are few, as nearly always, they are compared one by one; a list of
 * many would be gone through once for each, so those are looked up in a set.
 */
export type Distinct = { texts: string[]; all?: Set<string> }

const FEW = 16

export const distinct = (): Distinct => ({ texts: [] })

export function includes({ texts, all }: Distinct, text: string): boolean {
  return all === undefined ? texts.includes(text) : all.has(text)
}

export function addOnce(into: Distinct, text: string): void {
  if (includes(into, text)) return
  into.texts.push(text)
  if (into.all !== undefined) into.all.add(text)
  else if (into.texts.length === FEW) into.all = new Set(into.texts)
}
