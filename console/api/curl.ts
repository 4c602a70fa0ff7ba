/** A request as the command line sends it. The token is not in it: `CAIRN_TOKEN` stands for it. */
import type { SentRequest } from './failure.ts'

/** For a POSIX shell: nothing within single quotes means anything but the quote itself. */
const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

export function curlOf({ method, url, body }: SentRequest): string {
  return [
    `curl -sS${method === 'GET' ? '' : ` -X ${method}`}`,
    quote(url),
    '-H "Authorization: Bearer $CAIRN_TOKEN"',
    ...(body === undefined ? [] : ["-H 'Content-Type: application/json'", `-d ${quote(body)}`]),
  ].join(' ')
}
