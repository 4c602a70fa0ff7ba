/** Examples in the docs, and the answers that they show. */

/** A block of a page: its language and what is in it, and the `text` or `json` block that follows at once. */
export type Example = { language: string; code: string; answer: string | undefined }

export const examplesOf = (page: string, languages: readonly string[]): Example[] =>
  Array.from(
    page.matchAll(/```(\w+)\n([\s\S]*?)```\n(?:```(?:json|text)\n([\s\S]*?)```\n)?/g),
    ([, language = '', code = '', answer]) => ({ language, code, answer }),
  ).filter(({ language }) => languages.includes(language))

/** `…` stands for whatever varies or would be too long; spaces and line ends don't count. */
export function patternOf(answer: string): RegExp {
  const parts = answer
    .split('…')
    .map((part) =>
      Array.from(part.replaceAll(/\s/g, ''), (character) => character.replace(/[\\^$.*+?()[\]{}|]/, '\\$&')).join(
        '\\s*',
      ),
    )
  return new RegExp(parts.join('[\\s\\S]*?'))
}
