/** The search of addresses: plain texts, as somebody would write them. Rooms read theirs, and drop what they don't know. */
export type RawSearch = { [name: string]: unknown }

export const parseSearch = (text: string): { [name: string]: string | string[] } => {
  const all = new URLSearchParams(text)
  const search: { [name: string]: string | string[] } = {}
  for (const name of new Set(all.keys())) {
    const values = all.getAll(name)
    search[name] = values.length === 1 ? (values[0] ?? '') : values
  }
  return search
}

export const stringifySearch = (search: RawSearch): string => {
  const all = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined && one !== '' && one !== false && one !== null) all.append(name, String(one))
  }
  const text = all.toString()
  return text === '' ? '' : `?${text}`
}

/** One text; of several the last. */
export function textIn(search: RawSearch, name: string): string | undefined {
  const value = search[name]
  const one: unknown = Array.isArray(value) ? value.at(-1) : value
  return typeof one === 'string' && one !== '' ? one : typeof one === 'number' ? String(one) : undefined
}

export const flagIn = (search: RawSearch, name: string): true | undefined =>
  search[name] === true || search[name] === 'true' ? true : undefined

/** One of what is known, else nothing. */
export function wordIn<Word extends string>(search: RawSearch, name: string, words: readonly Word[]): Word | undefined {
  const text = textIn(search, name)
  return words.find((word) => word === text)
}

export function textsIn(search: RawSearch, name: string): string[] | undefined {
  const value = search[name]
  const texts = (Array.isArray(value) ? value : [value]).filter(
    (one): one is string => typeof one === 'string' && one !== '',
  )
  return texts.length === 0 ? undefined : texts
}
