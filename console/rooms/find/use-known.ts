/** What a text identifies, as far as the store has statements of it: an IRI may be an activity's and an OpenID's. */
import { useQueries } from '@tanstack/react-query'
import { ApiFailure } from '../../api/failure.ts'
import { useClient } from '../../api/use-api.ts'
import { identifiersIn } from '../../language/identifiers.ts'

const KINDS = ['statement', 'registration', 'person', 'activity'] as const
export type Kind = (typeof KINDS)[number]
export type Candidate = { kind: Kind; id: string }

export function candidatesOf(text: string): Candidate[] {
  const { uuid, agent, iri } = identifiersIn(text)
  const ids = { statement: uuid, registration: uuid, person: agent, activity: iri }
  return KINDS.flatMap((kind) => {
    const id = ids[kind]
    return id === undefined ? [] : [{ kind, id }]
  })
}

/** As the list of statements is asked for them. A course is often a parent only, and no object. */
const FILTERS = {
  registration: (id: string) => ({ registration: id }),
  person: (id: string) => ({ agent: id }),
  activity: (id: string) => ({ activity: id, related_activities: 'true' }),
}

export function useKnown(tenant: string, text: string) {
  const client = useClient()
  const candidates = candidatesOf(text)
  const isThere = async ({ kind, id }: Candidate, signal: AbortSignal) => {
    if (kind === 'statement') {
      await client.call('getStatement', { parameters: { tenant, id }, signal })
      return true
    }
    const query = { ...FILTERS[kind](id), limit: '1' }
    const answer = await client.call('listStatements', { parameters: { tenant }, query, signal })
    // A page may be empty although more of them follow.
    return 'statements' in answer && (answer.statements.length > 0 || answer.more !== '')
  }
  const reads = useQueries({
    queries: candidates.map((one) => ({
      queryKey: ['known', tenant, one.kind, one.id],
      queryFn: ({ signal }: { signal: AbortSignal }) => isThere(one, signal).catch(notThere),
    })),
  })
  const failed = reads.find(({ error }) => error)
  return {
    candidates,
    known: candidates.filter((_, at) => reads[at]?.data),
    isPending: reads.some((one) => one.isPending),
    error: failed?.error,
    retry: () => void failed?.refetch(),
  }
}

/** What the API takes for no identifier (400) is of nothing. */
function notThere(error: unknown): false {
  if (error instanceof ApiFailure && (error.status === 404 || error.status === 400)) return false
  throw error
}
