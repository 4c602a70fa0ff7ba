/** The erasure of a person on a running Cairn, from the request to the certificate, and what is left of them anywhere. */
import { createPublicKey, verify } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { beforeAll, expect, it } from '@jest/globals'
// biome-ignore lint/correctness/useImportExtensions: it is a module of plain JavaScript, whose types stand beside it
import { verifyRewritten } from '../../bin/verify.mjs'
import { createPerson } from '../../lambdas/cases/person.ts'
import { fingerprint } from '../../lambdas/database/fingerprint.ts'
import { endpointFile } from '../../local/endpoint-file.ts'
import { readIssuerFacts } from '../../local/issuer/issuer-facts.ts'
import { type Local, startLocal } from '../../local/start.ts'
import { synthesizeIfChanged } from '../../local/template/synthesized-assembly.ts'
import { runCairn } from '../support/cairn.ts'
import { duringTests, temporaryFolder } from '../support/during-tests.ts'
import { keptBy } from '../support/engine-bytes.ts'
import { MBOX, NUMBER, PERSON, TRACES } from '../support/erasure-worlds.ts'
import { lateFunctions } from '../support/late-functions.ts'
import { type Lrs, lrsOf } from '../support/lrs.ts'
import { tableOf } from '../support/request-roads.ts'
import { tenantOf } from '../support/runner.ts'
import { DOCUMENTS, type SentPerson, sendDocuments, sendPerson } from '../support/sent-person.ts'
import { newStatement } from '../support/sent-statements.ts'
import { adminCaller, signIn } from '../support/signed-in.ts'
import { within } from '../support/waiting.ts'

const START_MS = 120_000
const WHOLE_MS = 240_000
const MINUTE_MS = 60_000

const run: Local = duringTests(
  () => startLocal({ port: 0, assembly: (build) => synthesizeIfChanged({ ...build, log: () => undefined }) }),
  START_MS,
)
const folder = temporaryFolder()

let lrs: Lrs
/** Another tenant that knows the same person, and keeps what they did by a pseudonym. */
let keeping: { tenant: string; lrs: Lrs }
let s3: S3Client
let call: (name: string, aheadMs: number) => Promise<unknown>
beforeAll(() => {
  endpointFile(run).write()
  lrs = lrsOf({ endpoint: `${run.origin}/xapi` }, tenantOf(run, '1.0.3'), '2.0.0')
  const other = tenantOf(run, '2.0.0')
  keeping = { tenant: other.name, lrs: lrsOf({ endpoint: `${run.origin}/xapi` }, other, '2.0.0') }
  call = lateFunctions(run, join(folder, 'ahead'), ['Digest', 'Rewriter'])
  writeFileSync(join(folder, 'ahead'), '0')
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  s3 = new S3Client({ endpoint: run.endpoints.s3, region: 'us-east-1', forcePathStyle: true, credentials })
})

const cairn = async (...words: string[]) => {
  const { code, out, err } = await runCairn(run.home, [...words, '--json'])
  return { code, err, ...(out.startsWith('{') ? JSON.parse(out) : { out }) }
}
const checkLake = (tenant: string) =>
  cairn(
    'lake',
    'check',
    '--tenant',
    tenant,
    '--from',
    new Date(Date.now() - 86_400_000).toISOString().slice(0, 10),
    '--settled',
    '0',
  )
const lakeWith = (statements: number, tenant = 'demo') =>
  within(
    MINUTE_MS,
    () => checkLake(tenant),
    (found) => found.code === 0 && found.younger === 0 && found.statements === statements,
  )

const NAMES = [...TRACES, 'Zoe Q'].map((one) => one.toLowerCase())
/** Lists and documents are named after these. */
const PRINTS = createPerson(PERSON, '')
  .keys.map((key) => fingerprint(key))
  .flatMap((print) => [print, Buffer.from(print, 'base64url').toString('latin1')])

/** Where anything that is kept names the person. */
async function traces(): Promise<string[]> {
  const found: string[] = []
  for await (const { place, text } of keptBy(run)) {
    const lower = text.toLowerCase()
    for (const name of NAMES) if (lower.includes(name)) found.push(`${place}: ${name}`)
    for (const print of PRINTS) if (text.includes(print)) found.push(`${place}: a fingerprint`)
  }
  return found
}

const textsOf = async ({ others, voided }: SentPerson) => {
  const asked = [...others.map(({ id }) => ({ statementId: id })), { voidedStatementId: voided.id }]
  const answers = await Promise.all(asked.map((query) => lrs.call('GET', 'statements', { query })))
  return answers.map(({ status, text }) => ({ status, text }))
}
const documentsOf = async (whose: string, at = lrs) => {
  const answers = (DOCUMENTS[whose] ?? []).map(({ resource, call: asked }) => at.call('GET', resource, asked))
  return (await Promise.all(answers)).map(({ status, text }) => ({ status, text }))
}

/** Prepared by one, who may not approve it, and approved by another. @returns what calls the admin API about it */
async function approvedErasure(way: 'remove' | 'pseudonym', tenant = 'demo') {
  const { token } = readIssuerFacts(run.home)
  const endpoint = `${run.origin}/admin/v1/tenants/${tenant}`
  const [admin, owner] = [adminCaller(endpoint, await signIn(run.home, 'admin-demo')), adminCaller(endpoint, token)]
  const erasure = { way, identifiers: PERSON }
  const prepared = await admin('POST', '/cases', { erasure, reason: 'request 7' })
  expect(prepared.status).toBe(201)
  const { id, preview } = JSON.parse(prepared.text)
  const decision = { reason: 'checked' }
  expect(await admin('POST', `/cases/${id}/approve`, decision)).toMatchObject({
    status: 403,
    text: expect.stringContaining('An erasure needs a second person'),
  })
  expect(await owner('POST', `/cases/${id}/approve`, decision)).toMatchObject({ status: 200 })
  const proofOf = async (statement: string) => (await owner('GET', `/statements/${statement}/proof`)).text
  return { preview, id, proofOf, get: (path = '') => owner('GET', `/cases/${id}${path}`) }
}

/** The hours that a case takes. */
async function carryOut(...cases: (() => Promise<{ text: string }>)[]) {
  await call('Rewriter', 0)
  await call('Digest', 75 * MINUTE_MS)
  for (let ahead = 80; ahead < 600; ahead += 65) {
    await call('Rewriter', ahead * MINUTE_MS)
    const all = await Promise.all(cases.map(async (get) => JSON.parse((await get()).text)))
    if (all.every(({ state }) => state === 'done')) return
    for (const one of all) expect(one.run.failure).toBeUndefined()
  }
  throw new Error('The case comes to no end.')
}

/** The person in the tenant that keeps what they did. */
async function sendKept() {
  const sent = await sendPerson(keeping.lrs)
  await sendDocuments(keeping.lrs)
  expect(await cairn('members', 'put', keeping.tenant, 'admin-demo', '--role', 'admin')).toMatchObject({ code: 0 })
  return sent
}

async function isKept({ gone, edited, others }: SentPerson, { id, get, proofOf }: Approved) {
  const { lrs: at, tenant } = keeping
  const all = [...gone, ...edited, ...others]
  expect(await lakeWith(all.length + 1, tenant)).toMatchObject({ code: 0, missing: 0, extra: 0 })
  const { certificate, signature } = JSON.parse((await get('/certificate')).text)
  expect(JSON.parse(certificate)).toMatchObject({
    way: 'pseudonym',
    done: {
      statements: { removed: 0, replaced: gone.length + edited.length },
      records: { count: gone.length + edited.length },
    },
  })
  const texts = new Map<string, string>()
  for (const one of [...gone, ...edited]) {
    const answers = ['statementId', 'voidedStatementId'].map((name) =>
      at.call('GET', 'statements', { query: { [name]: one.id } }),
    )
    const [found] = (await Promise.all(answers)).filter(({ status }) => status === 200)
    texts.set(one.id, found?.text ?? '')
  }
  const names = [...texts.values()].map(
    (text) => /"homePage":"urn:cairn:pseudonym","name":"([0-9a-f]+)"/.exec(text)?.[1],
  )
  const [name] = new Set(names.filter(Boolean))
  // One stranger, wherever the person was named as an Agent; elsewhere their name alone.
  for (const text of texts.values()) expect(text).toContain(name)
  expect(new Set(names.filter(Boolean)).size).toBe(1)
  const pseudonym = { account: { homePage: 'urn:cairn:pseudonym', name } }
  const found = await at.find({ agent: pseudonym, related_agents: true })
  expect(found.length).toBeGreaterThan(gone.length / 2)
  expect(await at.find({ agent: { mbox: MBOX }, related_agents: true })).toEqual([])
  expect((await at.find({})).length + 2).toBe(all.length + 1)
  expect((await documentsOf('own', at)).map(({ status }) => status)).toEqual([404, 404, 404])
  const statement = gone[0]?.id ?? ''
  const [proof, beside] = [await proofOf(statement), JSON.stringify({ certificate, signature })].map((text) =>
    new TextEncoder().encode(text),
  )
  const proven = verifyRewritten(proof ?? new Uint8Array(), [await pemOf(certificate)], beside)
  expect(proven).toMatchObject({
    id: statement,
    case: id,
    isCertified: true,
    text: expect.stringContaining(name ?? ''),
  })
}

type Approved = Awaited<ReturnType<typeof approvedErasure>>

async function pemOf(certificate: string): Promise<string> {
  const pem = { Bucket: tableOf(run.deployment, 'EVIDENCE_BUCKET'), Key: `keys/${JSON.parse(certificate).key}.pem` }
  return (await (await s3.send(new GetObjectCommand(pem))).Body?.transformToString()) ?? ''
}

// @control person-erased
it(
  'removes the person, and nothing else; or leaves a pseudonym, and nothing of the person',
  async () => {
    const sent = await sendPerson(lrs)
    await sendDocuments(lrs)
    const sentToKeep = await sendKept()
    const statements = sent.gone.length + sent.edited.length + sent.others.length + 1
    expect(await lakeWith(statements)).toMatchObject({ code: 0, statements, missing: 0, extra: 0 })
    const result = { Bucket: tableOf(run.deployment, 'LAKE_BUCKET'), Key: 'results/1.csv', Body: `${MBOX},${NUMBER}` }
    await s3.send(new PutObjectCommand(result))
    const before = { texts: await textsOf(sent), documents: await documentsOf('others') }
    expect((await traces()).length).toBeGreaterThan(50)

    const { preview, get, proofOf } = await approvedErasure('remove')
    const keepingCase = await approvedErasure('pseudonym', keeping.tenant)
    expect(preview).toMatchObject({ statements, affected: sent.gone.length + sent.edited.length, documents: 3 })
    await carryOut(get, keepingCase.get)
    await isKept(sentToKeep, keepingCase)

    for (const one of sent.gone) {
      for (const name of ['statementId', 'voidedStatementId'])
        expect(await lrs.call('GET', 'statements', { query: { [name]: one.id } })).toMatchObject({ status: 404 })
      const again = await lrs.call('PUT', 'statements', {
        query: { statementId: one.id },
        body: newStatement({ id: one.id }),
      })
      expect([again.status, again.text]).toEqual([409, expect.stringContaining('its id is not used again')])
    }
    expect({ texts: await textsOf(sent), documents: await documentsOf('others') }).toEqual(before)
    const left = [...sent.edited, ...sent.others].map(({ id }) => id)
    expect((await lrs.find({})).toSorted()).toEqual(left.toSorted())
    expect(await lrs.find({ agent: { mbox: MBOX }, related_agents: true })).toEqual([])
    expect((await documentsOf('own')).map(({ status }) => status)).toEqual([404, 404, 404])
    expect(await documentsOf('naming')).toMatchObject([{ status: 200 }])

    expect(await lakeWith(left.length + 1)).toMatchObject({
      code: 0,
      statements: left.length + 1,
      missing: 0,
      extra: 0,
    })
    expect(await cairn('verify')).toMatchObject({ code: 0, differences: 0 })
    expect(await cairn('index', 'check')).toMatchObject({ code: 0 })
    const { certificate, signature } = JSON.parse((await get('/certificate')).text)
    const told = JSON.parse(certificate)
    const { removed, replaced } = { removed: sent.gone.length, replaced: sent.edited.length }
    expect(told).toMatchObject({ form: 'cairn-case-1', way: 'remove', done: { statements: { removed, replaced } } })
    expect(told.done.copies).toMatchObject({ results: 1, unknown: [] })
    expect(JSON.stringify(told.backups)).not.toContain('results')
    const pem = await pemOf(certificate)
    expect(verify('sha256', Buffer.from(certificate), createPublicKey(pem), Buffer.from(signature, 'base64'))).toBe(
      true,
    )
    const proof = new TextEncoder().encode(await proofOf(sent.gone[0]?.id ?? ''))
    const beside = new TextEncoder().encode(JSON.stringify({ certificate, signature }))
    expect(verifyRewritten(proof, [pem], beside)).toMatchObject({ id: sent.gone[0]?.id, isCertified: true })
    expect(await traces()).toEqual([])
  },
  WHOLE_MS,
)
