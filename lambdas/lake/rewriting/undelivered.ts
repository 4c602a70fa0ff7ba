/** What is kept of records of the stream that nobody could write: by the lake writer one at a time, by Lambda whole events. */

/** As much of the form of both as this needs; Lambda puts the event into `payload`, as JSON or as its text. */
type Kept = { record?: StreamRecord; payload?: string | StreamEvent }
type StreamEvent = { Records?: StreamRecord[] }
type StreamRecord = { kinesis?: { data?: string } }

/** Whether one of its records is of the tenant. What cannot be understood may be. */
export const holdsRecordOf = (tenant: string, text: string): boolean =>
  recordsIn(text)?.some((record) => isOf(tenant, record)) ?? true

/** Where its keys stand they begin with the tenant. */
function isOf(tenant: string, { kinesis }: StreamRecord): boolean {
  const data = Buffer.from(kinesis?.data ?? '', 'base64').toString('utf8')
  return data.includes(`"${tenant}|`) || parsed(data) === undefined
}

function recordsIn(text: string): StreamRecord[] | undefined {
  const { record, payload } = (parsed(text) ?? {}) as Kept
  if (record !== undefined) return [record]
  const event = (typeof payload === 'string' ? parsed(payload) : payload) as StreamEvent | undefined
  return event?.Records
}

function parsed(text: string): object | undefined {
  try {
    return JSON.parse(text) ?? undefined
  } catch {
    return undefined
  }
}
