/** Statements of a filter, page by page, up to so many: what a person or an activity has in the store now. */
import type { Statement, StatementAnswer } from './admin-api.ts'
import type { CallOptions, Client } from './client.ts'

const PAGE = '500'

export type StatementPage = { statements: Statement[]; more: string | undefined }
export type StatementFilter = NonNullable<CallOptions<'listStatements'>['query']>

export async function statementPage(
  client: Client,
  tenant: string,
  query: StatementFilter,
  { more, signal }: { more?: string | undefined; signal?: AbortSignal },
): Promise<StatementPage> {
  const asked = more === undefined ? { limit: PAGE, ...query } : { more }
  return pageOf(
    await client.call('listStatements', { parameters: { tenant }, query: asked, ...(signal && { signal }) }),
  )
}

/** @returns those of the first pages, and whether that is all there are */
export async function statementsUpTo(
  client: Client,
  tenant: string,
  query: StatementFilter,
  { pages, signal }: { pages: number; signal: AbortSignal },
): Promise<{ statements: Statement[]; isWhole: boolean }> {
  const statements: Statement[] = []
  let more: string | undefined
  for (let at = 0; at < pages; at++) {
    const page = await statementPage(client, tenant, query, { more, signal })
    statements.push(...page.statements)
    more = page.more
    if (more === undefined) break
  }
  return { statements, isWhole: more === undefined }
}

/** One statement alone is not asked for here. */
function pageOf(answer: StatementAnswer): StatementPage {
  if (!('statements' in answer)) return { statements: [], more: undefined }
  return { statements: answer.statements as Statement[], more: tokenIn(String(answer.more)) }
}

/** The token in `more`: the rest of its path is known. */
const tokenIn = (more: string) =>
  more === '' ? undefined : (new URL(more, 'http://localhost').searchParams.get('more') ?? undefined)
