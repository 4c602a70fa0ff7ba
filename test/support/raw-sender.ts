import { randomUUID } from 'node:crypto'
import { type RawResponse, requestOf, sendRaw } from './raw-http.ts'
import { basic, type Running, tenantOf } from './running.ts'

/** A sender that is no library: it puts its bytes on the wire itself. Header lines as it spells them. */
export type Sender = {
  /** `Authorization: Basic ...` of the tenant whose default is 1.0.3. */
  auth: string
  send: (line: string, headers: string[], body?: string | Buffer) => Promise<RawResponse>
  /** The statement of this id, or the status when there is none. */
  stored: (id: string) => Promise<SentStatement | number>
}

export const VERSION = 'X-Experience-API-Version: 1.0.3'
export const JSON_TYPE = 'Content-Type: application/json'

export function senderOf(run: Running): Sender {
  const auth = `Authorization: ${basic(tenantOf(run, '1.0.3'))}`
  const send: Sender['send'] = (line, headers, body) =>
    sendRaw(run.endpoint, requestOf(run.endpoint, line, headers, body))
  const stored = async (id: string) => {
    const answer = await send(`GET /xapi/statements?statementId=${id}`, [auth, VERSION])
    return answer.status === 200 ? JSON.parse(answer.body) : answer.status
  }
  return { auth, send, stored }
}

export type SentStatement = ReturnType<typeof statementOf> & { [name: string]: unknown }

/** A statement of a learner and about a course that no other test uses. */
export const statementOf = (part: object = {}) => ({
  id: randomUUID(),
  actor: { objectType: 'Agent', name: 'Ada Lovelace', mbox: `mailto:${randomUUID()}@example.com` },
  verb: { id: 'http://adlnet.gov/expapi/verbs/completed', display: { en: 'completed' } },
  object: { id: `https://lms.example.com/course/view.php?id=${randomUUID()}`, objectType: 'Activity' },
  ...part,
})

export const idsOf = ({ body }: RawResponse): string[] =>
  JSON.parse(body).statements.map(({ id }: { id: string }) => id)
