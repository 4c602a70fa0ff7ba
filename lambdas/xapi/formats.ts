/** The string formats of the standard (1.0.3 Data 4; 2.0 4.2.7), named as in the schemas. */
import { isTimestamp } from './timestamps.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const EMAIL_IRI = /^mailto:[^\s@]+@[^\s@]+$/
const MEDIA_TYPE = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+[ \t]*(?:;.*)?$/
// A fraction is allowed on the last component only: the one whose designator ends the text.
const DURATION =
  /^P(?=.)(?:\d+(?:[.,]\d+)?W|(?:\d+(?:[.,]\d+(?=Y$))?Y)?(?:\d+(?:[.,]\d+(?=M$))?M)?(?:\d+(?:[.,]\d+(?=D$))?D)?(?:T(?=\d)(?:\d+(?:[.,]\d+(?=H$))?H)?(?:\d+(?:[.,]\d+(?=M$))?M)?(?:\d+(?:[.,]\d+)?S)?)?)$/
// RFC 5646 2.1: language, script, region, variants, extensions, private use; or private use alone.
const LANGUAGE_TAG =
  /^(?:(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*(?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)?|x(?:-[a-z\d]{1,8})+)$/i
const USUAL_LANGUAGE_TAG = /^[a-z]{2}(?:-[A-Z]{2})?$/
// RFC 5646 2.2.8: tags that are valid but do not follow the grammar.
const IRREGULAR_TAGS = new Set(
  'en-gb-oed i-ami i-bnn i-default i-enochian i-hak i-klingon i-lux i-mingo i-navajo i-pwn i-tao i-tay i-tsu sgn-be-fr sgn-be-nl sgn-ch-de'.split(
    ' ',
  ),
)

/** A best effort, as both versions allow: a scheme, followed by no character that RFC 3987 never allows. */
export function isIri(text: string): boolean {
  const colon = text.indexOf(':')
  if (colon < 1 || colon === text.length - 1) return false
  if (!isLetter(text.charCodeAt(0))) return false
  for (let i = 1; i < colon; i++) if (!isSchemeCharacter(text.charCodeAt(i))) return false
  let ascii = true
  for (let i = colon + 1; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 128) {
      if (FORBIDDEN[code] === 1) return false
    } else ascii = false
  }
  return ascii || (text.isWellFormed() && !/[\s\u0080-\u009f]/.test(text))
}

const FORBIDDEN = new Uint8Array(128)
for (let code = 0; code <= 32; code++) FORBIDDEN[code] = 1
for (const character of '<>"{}|\\^`\u007f') FORBIDDEN[character.charCodeAt(0)] = 1

const isLetter = (code: number) => (code | 32) >= 97 && (code | 32) <= 122
const isSchemeCharacter = (code: number) =>
  isLetter(code) || (code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46

export const isUuid = (text: string): boolean => UUID.test(text)

export function isLanguageTag(text: string): boolean {
  if (USUAL_LANGUAGE_TAG.test(text)) return true
  if (!LANGUAGE_TAG.test(text)) return IRREGULAR_TAGS.has(text.toLowerCase())
  return !repeatsSingleton(text.toLowerCase())
}

/** RFC 5646 2.2.6: each extension singleton at most once; what follows `x` is private. */
function repeatsSingleton(tag: string): boolean {
  const subtags = tag.split('-')
  const end = subtags.indexOf('x')
  const singletons = subtags.slice(0, end < 0 ? undefined : end).filter((subtag) => subtag.length === 1)
  return new Set(singletons).size < singletons.length
}

/** By format name in `schemas/`; the compiled validators import this object. */
export const formats = {
  iri: isIri,
  uuid: isUuid,
  'email-iri': (text: string) => EMAIL_IRI.test(text),
  'media-type': (text: string) => MEDIA_TYPE.test(text),
  duration: (text: string) => DURATION.test(text),
  'language-tag': isLanguageTag,
  timestamp: (text: string) => isTimestamp(text, '1.0.3'),
  'date-time': (text: string) => isTimestamp(text, '2.0.0'),
}
