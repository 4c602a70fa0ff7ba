/**
 * A line for each request as it is answered, for the terminal: time, method, resource, status, milliseconds, tenant; never
 * a path, a query or content. Of a burst only so many a second are made: more than anybody reads would slow requests down.
 */

/** `resource` and `tenant` are as the function logged them; the gateway alone knows neither. */
export type AnsweredRequest = { method: string; status: number; ms: number; resource?: string; tenant?: string }
export type RequestLines = (request: AnsweredRequest) => void

const LINES_A_SECOND = 20

export function createRequestLines(write: (line: string) => void): RequestLines {
  let second = 0
  let inSecond = 0
  let more = 0
  const tellMore = () => {
    write(`... ${more} more`)
    more = 0
  }
  return (request) => {
    const now = Date.now()
    const thisSecond = Math.floor(now / 1_000)
    if (thisSecond !== second) [second, inSecond] = [thisSecond, 0]
    if (inSecond++ < LINES_A_SECOND) return write(lineOf(request, now))
    // Nothing waits for this: a runner that ends needs no count.
    if (more++ === 0) setTimeout(tellMore, 1_000 - (now % 1_000)).unref()
  }
}

function lineOf({ method, status, ms, resource = '-', tenant = '-' }: AnsweredRequest, now: number): string {
  const time = new Date(now).toTimeString().slice(0, 8)
  const took = `${Math.round(ms)} ms`
  return `${time}  ${method.padEnd(7)} ${resource.padEnd(18)} ${status}  ${took.padStart(8)}  ${tenant}`
}
