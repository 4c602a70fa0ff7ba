/** Query strings and forms, read from their raw text: a gateway joins repeated parameters and unescapes too early. */
import { XapiError } from '../../xapi/errors.ts'

/**
 * The parameters of a raw query string or of an `application/x-www-form-urlencoded` body: name -> values as sent, in order.
 *
 * `+` is a space, as form senders mean it. A `+` of a timestamp's offset that was not escaped thus becomes a space and the
 * timestamp is refused later, which is what the standard wants: parameters arrive percent-encoded.
 * Raw characters that a URL does not allow (`{`, `"`, letters beyond ASCII) stand for themselves: real clients send them.
 * @throws XapiError `invalid` (400) for `%` without two hex digits and for octets that are not UTF-8.
 */
export function parseQueryString(raw: string): Map<string, string[]> {
  const parameters = new Map<string, string[]>()
  for (const pair of raw.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decode(equals < 0 ? pair : pair.slice(0, equals))
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1), name)
    const values = parameters.get(name)
    if (values) values.push(value)
    else parameters.set(name, [value])
  }
  return parameters
}

/** @param name the parameter whose value this is; absent while it is a name that is decoded. */
function decode(escaped: string, name?: string): string {
  try {
    return decodeURIComponent(escaped.replaceAll('+', ' '))
  } catch {
    const subject = name === undefined ? 'a parameter name' : `the value of the parameter "${name.slice(0, 60)}"`
    throw new XapiError('invalid', `The percent-encoding of ${subject} is broken.`, [
      {
        ...(name !== undefined && { parameter: name.slice(0, 60) }),
        rule: 'must be percent-encoded UTF-8 (RFC 3986)',
        found: 'a broken percent-encoding',
      },
    ])
  }
}
