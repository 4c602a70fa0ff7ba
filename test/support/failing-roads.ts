/** The roads that are taken when calls fail: what a writer leaves undone, others do. */
import { randomUUID } from 'node:crypto'
import type { Call } from '../../local/aws/call.ts'
import type { Local } from '../../local/start.ts'
import type { Lrs } from './lrs.ts'
import { activity, emptyDocuments, expectStatus, noise, refersTo, tableOf } from './request-roads.ts'
import { newStatement, type Part, uniqueParts } from './sent-statements.ts'
import { VOIDED } from './statements.ts'
import { within } from './waiting.ts'

const CONSISTENT_THROUGH = 'X-Experience-API-Consistent-Through'

/** A commit gets no answer until its writer has fenced its own batch; then the next attempt takes over what it claimed. */
export async function fencedCommits(lrses: Lrs[], { aws, deployment, tenants }: Local) {
  const statements = tableOf(deployment, 'STATEMENTS_TABLE')
  const fenced = new Set<string>()
  aws.outages.begin('dynamodb', 'failing', ({ operation, input }) => {
    const text = JSON.stringify(input)
    const tenant = tenants.find(({ name }) => text.includes(`"${name}|`))?.name
    if (tenant === undefined || !text.includes(`INSERT INTO \\"${statements}\\"`)) return false
    if (operation === 'BatchExecuteStatement') fenced.add(tenant)
    return operation === 'ExecuteStatement' && !fenced.has(tenant)
  })
  await Promise.all(lrses.map((lrs) => expectStatus(lrs.post([newStatement(), newStatement()]), 200)))
  aws.outages.end('dynamodb')
  if (fenced.size !== lrses.length) throw new Error(`${fenced.size} commits were fenced, of ${lrses.length}`)
}

/** Calls that are not the commit follower's: those on data come with sessions of its own role for them. */
function isNotFollowers({ aws }: Local) {
  return (call: Call) => {
    const caller = aws.callerOf(call)
    return typeof caller === 'object' && !caller.arn.includes('References')
  }
}

/** What the writers leave undone: their follow-up calls fail, and a commit that was claimed for never comes. */
export async function leftToFollower(lrses: Lrs[], local: Local) {
  const { aws, deployment } = local
  const statements = tableOf(deployment, 'STATEMENTS_TABLE')
  const isWriters = isNotFollowers(local)
  aws.outages.begin('dynamodb', 'failing', (call) => {
    return isWriters(call) && JSON.stringify(call.input).includes(`INSERT INTO \\"${statements}\\"`)
  })
  const waiting = lrses.map((lrs) => ({ lrs, neverCommitted: newStatement() }))
  await Promise.all(waiting.map(({ lrs, neverCommitted }) => expectStatus(lrs.post([neverCommitted]), 503)))
  aws.outages.end('dynamodb')
  for (const { lrs, neverCommitted } of waiting) await leftFollowUps(lrs, local, neverCommitted.id)
}

/** References, a void and an addition to a definition, of which the writer can do nothing after its commit. */
export async function leftFollowUps(lrs: Lrs, local: Local, otherTarget: string) {
  const { aws, deployment } = local
  const index = tableOf(deployment, 'INDEX_TABLE')
  const isWriters = isNotFollowers(local)
  const parts = uniqueParts()
  const defined = (definition: Part) => parts.statement({ object: { ...parts.activity, definition } })
  const first = defined({ name: { en: 'first' } })
  await expectStatus(lrs.post([first]), 200)
  aws.outages.begin('dynamodb', 'failing', (call) => {
    const { operation, input } = call
    const isFollowUp = operation === 'UpdateItem' || (operation === 'PutItem' && input.TableName === index)
    return isWriters(call) && isFollowUp
  })
  const both = [refersTo(otherTarget), refersTo(first.id), refersTo(first.id, VOIDED)]
  await expectStatus(
    lrs.post([...both, defined({ description: { en: 'added' } }), newStatement({ object: activity(randomUUID()) })]),
    200,
  )
  aws.outages.end('dynamodb')
}

/**
 * A writer that neither commits nor takes back what it reserved, as if it had died: the next page fences its batch, for
 * Consistent-Through has passed it.
 */
export async function leftOpen(lrs: Lrs, { aws, deployment }: Local) {
  const insert = `INSERT INTO \\"${tableOf(deployment, 'STATEMENTS_TABLE')}\\"`
  aws.outages.begin('dynamodb', 'failing', ({ input }) => {
    const text = JSON.stringify(input)
    return text.includes(insert) || /DELETE FROM|DeleteRequest/.test(text)
  })
  await expectStatus(lrs.post([newStatement()]), 503)
  aws.outages.end('dynamodb')
  const refusedAt = Date.now()
  const ask = () => lrs.call('GET', 'statements', { query: { statementId: randomUUID() } })
  await within(30_000, ask, ({ headers }) => Date.parse(headers.get(CONSISTENT_THROUGH) ?? '') > refusedAt)
}

/** A batch whose object is lost before the consumers read it, and a record that nobody can read. */
export async function unreadable(lrs: Lrs, local: Local) {
  const data = [...Array(3)].map(() => newStatement({ object: activity(randomUUID()), result: noise(100_000) }))
  await expectStatus(lrs.post([...data, refersTo(randomUUID())]), 200)
  await emptyDocuments(local, '/batches/')
}
