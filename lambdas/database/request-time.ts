/**
 * The time of a request. Lambda freezes a container when it has answered, also with work still under way, and thaws it
 * for its next request, perhaps an hour later: a write that went on then would replace newer ones. So a request's calls
 * to AWS end with it, and no further one begins, not even the next try of the same.
 */
import { AsyncLocalStorage } from 'node:async_hooks'

const ends = new AsyncLocalStorage<AbortSignal>()

/** Runs a request. What it leaves under way when it is answered, or given up, makes no further call. */
export async function withinRequestTime<Answer>(run: () => Promise<Answer>): Promise<Answer> {
  const time = new AbortController()
  try {
    return await ends.run(time.signal, run)
  } finally {
    time.abort()
  }
}

/** What sends the calls of an AWS client, each try of a call by itself. */
type Sender<Call, Answer> = { handle(call: Call, options?: { abortSignal?: AbortSignal }): Answer }

/** The same sender, which sends only as long as the request lasts that it sends for; without a request, at any time. */
export function untilRequestEnds<Call, Answer, Sending extends Sender<Call, Answer>>(
  sender: Sending & Sender<Call, Answer>,
) {
  const handle = sender.handle.bind(sender)
  sender.handle = (call, options) => {
    const abortSignal = ends.getStore()
    return handle(call, abortSignal === undefined ? options : { ...options, abortSignal })
  }
  return sender
}
