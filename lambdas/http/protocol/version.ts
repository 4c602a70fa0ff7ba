/** Which rules a request is handled under, as its `X-Experience-API-Version` header asks. */
import { XapiError } from '../../xapi/errors.ts'
import type { Version } from '../../xapi/statement.ts'

export const VERSION_HEADER = 'X-Experience-API-Version'

/** The header values that are handled, and the rules they stand for (Communication 3.3; IEEE 9274.1.1 4.1.4). */
const ACCEPTED: readonly [RegExp, Version][] = [
  [/^1\.0(\.(0|[1-9]\d*))?$/, '1.0.3'],
  [/^2\.0(\.(0|[1-9]\d*))?$/, '2.0.0'],
]

/** The rules that a header asks for; `undefined` for none that is handled. */
export function requestedVersion(header: string | undefined): Version | undefined {
  const requested = header?.trim()
  return requested === undefined ? undefined : ACCEPTED.find(([pattern]) => pattern.test(requested))?.[1]
}

/**
 * The rules a request is handled under, from its `X-Experience-API-Version` header.
 * @param fallback the tenant's default: it names the version of the refusal, since a request without a usable header
 *   has none, and the conformance suite of each version expects its own there. It never replaces a missing header.
 * @throws XapiError `invalid` (400), carrying the response's version header.
 */
export function negotiateVersion(header: string | undefined, fallback: Version): Version {
  const accepted = requestedVersion(header)
  if (accepted) return accepted
  const requested = header?.trim()
  const sentence = requested ? 'names a version that is not supported here' : 'is missing'
  throw new XapiError(
    'invalid',
    `The header ${VERSION_HEADER} ${sentence}; send 1.0.3 or 2.0.0.`,
    [{ parameter: VERSION_HEADER, rule: 'must be 1.0, 1.0.x, 2.0 or 2.0.x', found: requested ? 'string' : 'nothing' }],
    { [VERSION_HEADER]: fallback },
  )
}
