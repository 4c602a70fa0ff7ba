/** The lake's named questions: asked once, polled until they end, and kept for some minutes so that looking again costs nothing. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Run } from './admin-api.ts'
import type { Client } from './client.ts'
import { priceOf } from './query-price.ts'
import { useClient } from './use-api.ts'

/** An answer that is at most so old is taken as it is, by this tab and by the lake for everybody. */
export const REUSE_MINUTES = 15
const PAGE = 200
/** Of more rows than these a view shows the first. */
const MOST_ROWS = 2_000
const POLLS_MS = [250, 400, 700, 1_000, 1_500, 2_000]

export type AnswerRow = { readonly [column: string]: string | null }
export type Answer = {
  rows: AnswerRow[]
  columns: string[]
  isWhole: boolean
  scannedBytes: number
  isReused: boolean
  dollars: number
  started: string
  through?: string
}
export type QuestionParameters = { [name: string]: string | number }
type Asked = { tenant: string; name: string; parameters: QuestionParameters }

/** The lake began to answer, and did not end well. */
export class QuestionFailure extends Error {
  override name = 'QuestionFailure'
}

export function useQuestion(tenant: string, name: string, parameters: QuestionParameters, isEnabled = true) {
  const client = useClient()
  const queries = useQueryClient()
  const asked = { tenant, name, parameters }
  const [isAsking, setAsking] = useState(false)
  const queryKey = ['question', tenant, name, parameters]
  const read = useQuery({
    queryKey,
    enabled: isEnabled,
    staleTime: REUSE_MINUTES * 60_000,
    gcTime: REUSE_MINUTES * 60_000,
    queryFn: ({ signal }) => answerOf(client, asked, { reuseMinutes: REUSE_MINUTES, signal }),
  })
  /** Of what is in the lake now: this is paid for. */
  const askAgain = async () => {
    setAsking(true)
    try {
      const queryFn = () => answerOf(client, asked, {})
      await queries.fetchQuery({ queryKey, queryFn, staleTime: 0 })
    } catch {
      // It is the state of the read.
    } finally {
      setAsking(false)
    }
  }
  const request = client.requestOf('startQuery', {
    parameters: { tenant, name },
    body: { parameters, reuseMinutes: REUSE_MINUTES },
  })
  return { ...read, isAsking, askAgain, request, asked }
}
export type AskedQuestion = ReturnType<typeof useQuestion>

type Manner = { reuseMinutes?: number; signal?: AbortSignal }

async function answerOf(client: Client, { tenant, name, parameters }: Asked, manner: Manner): Promise<Answer> {
  const { reuseMinutes, signal } = manner
  const body = { parameters, ...(reuseMinutes !== undefined && { reuseMinutes }) }
  const { run } = await client.call('startQuery', { parameters: { tenant, name }, body, ...(signal && { signal }) })
  const pageOf = (cursor?: string) =>
    client.call('getRun', {
      parameters: { tenant, name, run },
      query: { limit: PAGE, ...(cursor !== undefined && { cursor }) },
      ...(signal && { signal }),
    })
  const first = await ended(() => pageOf())
  const items = [...(first.items ?? [])]
  let { next } = first
  while (next !== undefined && items.length < MOST_ROWS) {
    const page = await pageOf(next)
    items.push(...(page.items ?? []))
    next = page.next
  }
  const { scannedBytes, isReused, started, through } = first
  const columns = first.columns?.map((one) => one.name) ?? []
  return {
    ...{ columns, scannedBytes, isReused, started, isWhole: next === undefined },
    dollars: priceOf(scannedBytes, isReused),
    rows: items.map((item) => Object.fromEntries(columns.map((one, at) => [one, item[at] ?? null]))),
    ...(through !== undefined && { through }),
  }
}

async function ended(page: () => Promise<Run>): Promise<Run> {
  for (let poll = 0; ; poll++) {
    const run = await page()
    if (run.failure !== undefined || run.state === 'failed')
      throw new QuestionFailure(run.failure?.detail ?? 'The question failed.')
    if (run.state === 'succeeded') return run
    await new Promise((resolve) => setTimeout(resolve, POLLS_MS[Math.min(poll, POLLS_MS.length - 1)]))
  }
}

/** Nothing where the lake says NULL, or what is no number. */
export function numberIn(row: AnswerRow, column: string): number | undefined {
  const text = row[column]
  const value = text === null || text === undefined || text === '' ? Number.NaN : Number(text)
  return Number.isFinite(value) ? value : undefined
}

/** The lake's times are of UTC and do not say so. Empty where there is none. */
export function instantIn(row: AnswerRow, column: string): string {
  const text = row[column]
  return text ? `${text.replace(' ', 'T')}Z` : ''
}

/** So many days of storing, with today: UTC, as the lake keeps them. */
export function lastDays(days: number, now = Date.now()): { from: string; to: string } {
  const day = (at: number) => new Date(at).toISOString().slice(0, 10)
  return { from: day(now - (days - 1) * 86_400_000), to: day(now) }
}
