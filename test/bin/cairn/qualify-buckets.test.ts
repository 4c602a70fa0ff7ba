/** What a bucket is judged by, where AWS answers: the engines here know nothing of its settings, so AWS's documented answers stand for them. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { checkBuckets } from '../../../bin/cairn/qualification/buckets.ts'
import { createRun } from '../../../bin/cairn/qualification/run.ts'
import { setCredentials } from '../../support/credentials.ts'

const XMLNS = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
const DENY = { Effect: 'Deny', Principal: '*', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }
const closed = (last: boolean) =>
  ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy']
    .map((name) => `<${name}>true</${name}>`)
    .concat(`<RestrictPublicBuckets>${last}</RestrictPublicBuckets>`)
    .join('')

/** As the API reference of S3 has them, by what is asked. */
const RIGHT: { [question: string]: string } = {
  versioning: `<VersioningConfiguration ${XMLNS}><Status>Enabled</Status></VersioningConfiguration>`,
  encryption: `<ServerSideEncryptionConfiguration ${XMLNS}><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>`,
  publicAccessBlock: `<PublicAccessBlockConfiguration ${XMLNS}>${closed(true)}</PublicAccessBlockConfiguration>`,
  policy: JSON.stringify({ Version: '2012-10-17', Statement: [DENY] }),
  'object-lock': `<ObjectLockConfiguration ${XMLNS}><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>3650</Days></DefaultRetention></Rule></ObjectLockConfiguration>`,
}
const WRONG: { [question: string]: string } = {
  versioning: `<VersioningConfiguration ${XMLNS}/>`,
  encryption: `<ServerSideEncryptionConfiguration ${XMLNS}/>`,
  publicAccessBlock: `<PublicAccessBlockConfiguration ${XMLNS}>${closed(false)}</PublicAccessBlockConfiguration>`,
  policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ ...DENY, Effect: 'Allow' }] }),
  'object-lock': `<ObjectLockConfiguration ${XMLNS}><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>`,
}
const CHECK: { [question: string]: string } = {
  versioning: 'bucket versions',
  encryption: 'bucket encryption',
  publicAccessBlock: 'bucket closed',
  policy: 'bucket TLS',
  'object-lock': 'bucket lock',
}

describe('a bucket on AWS', () => {
  let answers = RIGHT
  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? '', 'http://s3').searchParams
    const answer = Object.entries(answers).find(([question]) => asked.has(question))?.[1]
    if (answer === 'AccessDenied') response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>')
    else response.end(answer)
  })
  const before = { ...process.env }
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    setCredentials()
    process.env.AWS_ENDPOINT_URL_S3 = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    process.env = before
    server.closeAllConnections()
    await new Promise((closing) => server.close(closing))
  })
  async function resultsWith(given: typeof RIGHT) {
    answers = given
    const { results, ask } = createRun(() => undefined)
    const names = { CONTENT_BUCKET: 'content', LAKE_BUCKET: 'lake', EVIDENCE_BUCKET: 'evidence' }
    await checkBuckets({ names, isLocal: false }, ask)
    return results
  }

  it('passes as it is deployed', async () => {
    const results = await resultsWith(RIGHT)
    expect(results.filter(({ result }) => result !== 'passed')).toEqual([])
    expect(results.filter(({ subject }) => subject === 'Evidence')).toHaveLength(6)
  })

  // @control qualifiable
  it.each(Object.keys(RIGHT))(
    'fails by its %s alone, and is not checked where the caller may not ask',
    async (question) => {
      const check = CHECK[question] ?? ''
      const resultOf = async (answer = '') => {
        const results = await resultsWith({ ...RIGHT, [question]: answer })
        const open = results.filter(({ result, subject }) => result !== 'passed' && subject === 'Evidence')
        return open.map((one) => [one.check, one.result])
      }
      expect(await resultOf(WRONG[question])).toEqual([[check, 'failed']])
      expect(await resultOf('AccessDenied')).toEqual([[check, 'not checked here']])
    },
  )
})
