/** A page of statements as it is sent: as many as fit into an answer, in the format and with the data asked for. */
import type { StoredStatement } from '../../statements/store.ts'
import { parseStored } from '../../xapi/statement.ts'
import { isSendable, MOST_PLAIN_BYTES } from '../protocol/answer-size.ts'
import type { HttpRequest, HttpResponse } from '../protocol/request.ts'
import {
  type RenderDependencies,
  type RenderedStatement,
  type RenderOptions,
  renderStatements,
} from './statement-rendering.ts'
import { statementsResponse } from './statement-response.ts'

/** For the JSON around the statements with its `more`, and the delimiters of its part. */
const FRAME_BYTES = 10_000

/** More data are not looked for in one page, so that it ends in time: each is a read, and older batches do not say what they have. */
const MOST_LOOKUPS = 1_000

/** Names a statement that is on none of the pages, for no answer that the client takes can hold it. */
export const LEFT_OUT = 'X-Cairn-Left-Out'
/** Names a statement whose attachments' data are not in the response. */
export const WITHOUT_DATA = 'X-Cairn-Without-Data'

/** `moreAfter`: the link that goes on after a sequence; `next`: the sequence after which the store has more. */
export type PageFrame = {
  moreAfter: (sequence: string | undefined) => string
  next: string | undefined
  request: HttpRequest
}

/** `last`: the sequence that the page ends with, where not all statements found room. */
export type PageAnswer = { response: HttpResponse; last?: string }

export async function answerPage(
  dependencies: RenderDependencies,
  options: RenderOptions,
  statements: StoredStatement[],
  frame: PageFrame,
): Promise<PageAnswer> {
  const shown: RenderedStatement[] = []
  let bytes = FRAME_BYTES
  let lookups = 0
  for await (const one of renderStatements(dependencies, options, statements)) {
    bytes += one.bytes + 1
    lookups += one.lookups
    const isInTime = lookups <= MOST_LOOKUPS || shown.length === 0
    if (bytes <= MOST_PLAIN_BYTES && isInTime && one.isWhole) {
      shown.push(one)
      continue
    }
    const last = (shown.at(-1) ?? one).sequence
    const isAll = last === statements.at(-1)?.sequence
    const more = frame.moreAfter(isAll ? frame.next : last)
    const response =
      shown.length > 0 ? responseOf(shown, options, more) : responseOfOne(one, options, { more, ...frame })
    return isAll ? { response } : { response, last }
  }
  return { response: responseOf(shown, options, frame.moreAfter(frame.next)) }
}

function responseOf(shown: RenderedStatement[], options: RenderOptions, more: string): HttpResponse {
  const texts = shown.map(({ text }) => text)
  const json = `{"statements":[${texts.join()}],"more":${JSON.stringify(more)}}`
  return { ...statementsResponse(shown, json, options), told: { count: shown.length } }
}

type Alone = { more: string; request: HttpRequest }

/**
 * A page of one statement that is longer than what is accepted today: compressed where that helps, else without its
 * data, else with a note that it is missing. A page that failed instead would be the end of its `more` for all readers.
 */
function responseOfOne(one: RenderedStatement, options: RenderOptions, { more, request }: Alone): HttpResponse {
  const isFit = ({ body = '' }: HttpResponse) => isSendable(body, request)
  const whole = one.isWhole ? responseOf([one], options, more) : undefined
  if (whole !== undefined && isFit(whole)) return whole
  const id = (parseStored(one.text).id ?? '').toLowerCase()
  const bare = options.attachments ? responseOf([{ ...one, parts: [] }], options, more) : undefined
  if (bare !== undefined && isFit(bare)) return { ...bare, headers: { ...bare.headers, [WITHOUT_DATA]: id } }
  const empty = responseOf([], options, more)
  return { ...empty, headers: { ...empty.headers, [LEFT_OUT]: id } }
}
