/** The operation qualification: what a sender, a stranger and an auditor would see, in tenants made for it. */
import { randomUUID } from 'node:crypto'
import type { Ask, Found } from './run.ts'
import type { Send } from './xapi-sender.ts'

export type Senders = { full: Send; wrong: Send; writer: Send; other: Send }
/** What the later checks look for. */
export type Stored = { id: string; voided: string; text: string }

const VERB = 'http://adlnet.gov/expapi/verbs/completed'
const VOIDED = 'http://adlnet.gov/expapi/verbs/voided'
const CLOCKS_MS = 300_000

const equal = (found: unknown, wanted: unknown): Found => ({
  found: typeof found === 'string' ? found : JSON.stringify(found),
  is: JSON.stringify(found) === JSON.stringify(wanted),
})

export async function qualifyOperation({ full, wrong, writer, other }: Senders, ask: Ask): Promise<Stored> {
  const stored = newStatement('')
  const { id, text } = stored
  const get = (send: Send, name = 'statementId', of = id) =>
    send('GET', 'statements', { query: { [name]: of, format: 'exact' } })
  await ask('statement stored', id, async () => {
    const { status, text: answer } = await full('POST', 'statements', { body: text })
    return equal([status, answer], [200, JSON.stringify([id])])
  })
  await ask('statement read back', id, async () => {
    const answer = await get(full)
    const is = answer.status === 200 && answer.text.startsWith(text.slice(0, -1))
    return { found: is ? `${text.length} characters, all equal` : `${answer.status}: ${answer.text.slice(0, 300)}`, is }
  })
  await checkWhoAndWhen(full, ask)
  await ask('invalid refused', '', async () => {
    const { status, text: answer } = await full('POST', 'statements', {
      body: text.replace(VERB, 'no IRI').replace(id, randomUUID()),
    })
    return {
      found: `${status}, ${answer.includes('/verb/id') ? 'names /verb/id' : answer.slice(0, 200)}`,
      is: status === 400 && answer.includes('/verb/id'),
    }
  })
  await ask('conflict refused', id, async () => {
    const { status } = await full('POST', 'statements', { body: text.replace('15.0', '16.0') })
    const again = await get(full)
    return equal([status, again.text.startsWith(text.slice(0, -1))], [409, true])
  })
  const voided = newStatement('-voided')
  await ask('statement voided', voided.id, async () => {
    await full('POST', 'statements', { body: voided.text })
    const object = { objectType: 'StatementRef', id: voided.id }
    const body = JSON.stringify({ id: randomUUID(), actor: ACTOR, verb: { id: VOIDED }, object })
    const done = await full('POST', 'statements', { body })
    const [byId, asVoided] = [
      await get(full, 'statementId', voided.id),
      await get(full, 'voidedStatementId', voided.id),
    ]
    return equal([done.status, byId.status, asVoided.status], [200, 404, 200])
  })
  await checkDocuments(full, other, ask)
  await ask('wrong secret', '', async () => equal((await get(wrong)).status, 401))
  await ask('missing scope', '', async () => equal((await get(writer)).status, 403))
  await ask('other tenant', 'statement', async () => {
    const [byId, list] = [await get(other), await other('GET', 'statements')]
    return equal([byId.status, list.status, list.text.includes('"id"')], [404, 200, false])
  })
  return { id, voided: voided.id, text }
}

const ACTOR = { account: { homePage: 'https://example.com/qualification', name: 'oq' } }

/** Its number is spelled as no program would write it again. */
function newStatement(name: string): { id: string; text: string } {
  const id = randomUUID()
  const object = { id: `https://example.com/qualification${name}`, definition: { name: { und: 'Prüfung ✓ 検証' } } }
  const text = JSON.stringify({ id, actor: ACTOR, verb: { id: VERB }, object, result: { score: { raw: 15.5 } } })
  return { id, text: text.replace('15.5', '15.0') }
}

async function checkWhoAndWhen(full: Send, ask: Ask) {
  const { id, text } = newStatement('-claims')
  const claims = { authority: { mbox: 'mailto:claimed@example.com' }, stored: '2001-01-01T00:00:00.000Z' }
  const send = async () => {
    await full('POST', 'statements', { body: JSON.stringify({ ...JSON.parse(text), ...claims }) })
    return full('GET', 'statements', { query: { statementId: id, format: 'exact' } })
  }
  const answered = send()
  // Each check says it anew.
  answered.catch(() => undefined)
  await ask('statement attributed', id, async () => {
    const { authority }: { authority?: { mbox?: string; account?: { name: string } } } = JSON.parse(
      (await answered).text,
    )
    return {
      found: JSON.stringify(authority) ?? 'nothing',
      is: authority?.account !== undefined && authority.mbox === undefined,
    }
  })
  await ask('statement dated', id, async () => {
    const { stored = '' }: { stored?: string } = JSON.parse((await answered).text)
    return { found: stored, is: Math.abs(Date.now() - Date.parse(stored)) < CLOCKS_MS }
  })
}

async function checkDocuments(full: Send, other: Send, ask: Ask) {
  const query = { activityId: 'https://example.com/qualification', profileId: 'oq' }
  const body = '{ "spaced":  1.50 }'
  let etag = ''
  await ask('document stored', '', async () => {
    const put = await full('PUT', 'activities/profile', { query, body, headers: { 'if-none-match': '*' } })
    const got = await full('GET', 'activities/profile', { query })
    etag = got.etag
    return equal([put.status, got.status, got.text, got.etag !== ''], [204, 200, body, true])
  })
  await ask('change refused', '', async () => {
    const old = await full('PUT', 'activities/profile', { query, body: '{}', headers: { 'if-match': '"0"' } })
    const right = await full('PUT', 'activities/profile', { query, body: '{"a":1}', headers: { 'if-match': etag } })
    return equal([old.status, right.status], [412, 204])
  })
  await ask('other tenant', 'document', async () =>
    equal((await other('GET', 'activities/profile', { query })).status, 404),
  )
}
