/** What the lake writer learns of its buckets when they fail: nothing may hang, and only what is missing counts as missing. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import { createObjects } from '../../lambdas/database/s3-objects.ts'
import { connectS3Lake } from '../../lambdas/lake/s3-lake.ts'
import { faultProxies } from '../support/fault-proxy.ts'
import { BUCKETS, useBucket } from '../support/s3-emulator.ts'

const bucket = useBucket()
const openProxy = faultProxies(afterEach)
const TIMEOUT_MS = 200
const TIMED_OUT = { name: 'TimeoutError' }

/** The client takes its endpoint from the environment. */
function lakeAt(endpoint: string, contentBucket = BUCKETS.content) {
  process.env.AWS_ENDPOINT_URL_S3 = endpoint
  const content = createObjects(contentBucket, { requestTimeout: TIMEOUT_MS })
  return connectS3Lake(BUCKETS.lake, content, TIMEOUT_MS)
}

describe('an object of the content bucket', () => {
  it('that does not exist is missing', async () => {
    expect(await lakeAt(bucket.endpoint).getBatchObject('t/batches/none')).toBeUndefined()
  })

  it('that is forbidden is a failure, not a missing object', async () => {
    const proxy = await openProxy(bucket.endpoint)
    proxy.fateOf = () => 'denied'
    await expect(lakeAt(proxy.endpoint).getBatchObject('t/batches/one')).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  it('of a bucket that does not exist is a failure, too', async () => {
    const lake = lakeAt(bucket.endpoint, 'no-such-bucket')
    await expect(lake.getBatchObject('t/batches/one')).rejects.toMatchObject({ name: 'NoSuchBucket' })
  })
})

describe('a call to S3 that hangs', () => {
  it.each(['put', 'get'])('fails when its time is over: %s', async (operation) => {
    const proxy = await openProxy(bucket.endpoint)
    proxy.fateOf = () => 'swallowed'
    const lake = lakeAt(proxy.endpoint)
    const call = operation === 'put' ? lake.put('k', Buffer.from('x'), 'text/plain') : lake.getBatchObject('k')
    await expect(call).rejects.toMatchObject(operation === 'put' ? TIMED_OUT : { cause: TIMED_OUT })
  })

  it('fails in the middle of its answer, too', async () => {
    const server = createServer((_, answer) => answer.writeHead(200, { 'content-length': 10 }).write('x'))
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    try {
      const lake = lakeAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
      await expect(lake.getBatchObject('t/batches/one')).rejects.toMatchObject({ cause: TIMED_OUT })
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })
})
