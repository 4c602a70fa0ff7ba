/** Functions, gateway and streams with `CAIRN_AWS=like`: what a function, a sender and a consumer notice of AWS. */
import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from '@jest/globals'
import { readLikeAws } from '../../../local/aws/like-aws.ts'
import { createAwsCall } from '../../../local/engines/aws-calls.ts'
import { type Local, startLocal } from '../../../local/start.ts'
import { httpApi, lambda, type Resources, streamConsumer, writeAssembly } from '../../support/assembly.ts'
import { duringTests, temporaryFolder } from '../../support/during-tests.ts'
import { within } from '../../support/waiting.ts'

const CODE = `
let ticks = 0
setInterval(() => ticks++, 5)
export const handler = async (event) => {
  const { rawPath } = event
  if (rawPath === '/slow') await new Promise((done) => setTimeout(done, 2_000))
  if (rawPath === '/401') return { statusCode: 401, headers: { 'WWW-Authenticate': 'Basic' } }
  const seen = ticks
  ticks = 0
  return { pid: process.pid, ticks: seen }
}`

const folder = temporaryFolder()

describe('functions like those of a new account', () => {
  const throttled = { DefaultRouteSettings: { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 40 } }
  const local = duringTests(() => {
    const { Stage, ...others } = httpApi(['GET /{proxy+}'])
    const stage = { ...Stage, Type: 'AWS::ApiGatewayV2::Stage', Properties: { ...Stage?.Properties, ...throttled } }
    const resources: Resources = { ...others, Stage: stage, Fn: lambda('fn') }
    return startLocal({ port: 0, like: 'like:1', assembly: writeAssembly(folder, resources, { fn: CODE }) })
  })
  const get = (path: string) => fetch(`${local.origin}${path}`)
  const seen = async (path: string) => (await (await get(path)).json()) as { pid: number; ticks: number }

  it('run ten at once, and the gateway answers what is over that with 503, for nobody waits', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => get('/slow')))
    const statuses = answers.map(({ status }) => status).toSorted()
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 200), 503, 503])
    expect((await get('/fast')).status).toBe(200)
  })

  it('stand still between two events: nothing they left behind goes on', async () => {
    // Each has been frozen once by the test above.
    const before = await seen('/fast')
    await new Promise((resolve) => setTimeout(resolve, 500))
    const pids = new Map([[before.pid, before.ticks]])
    for (let asked = 0; asked < 20; asked++) {
      const { pid, ticks } = await seen('/fast')
      // Awake for half a second, it would have ticked a hundred times.
      if (pids.has(pid)) expect(ticks).toBeLessThan(50)
      pids.set(pid, ticks)
    }
    expect(pids.size).toBeGreaterThan(1)
  })

  it('may not say WWW-Authenticate by its name', async () => {
    const { headers } = await get('/401')
    expect([headers.get('www-authenticate'), headers.get('x-amzn-remapped-www-authenticate')]).toEqual([null, 'Basic'])
  })

  it('are asked no more than the stage lets through: 429', async () => {
    const statuses: number[] = []
    for (let sent = 0; sent < 41; sent++) statuses.push((await get('/401')).status)
    expect(statuses).toContain(429)
    expect(statuses.filter((status) => status !== 429 && status !== 401)).toEqual([])
  })
})

const CONSUMER = `
export const handler = async ({ Records }) => {
  for (const { kinesis } of Records) {
    const { Keys, NewImage } = JSON.parse(Buffer.from(kinesis.data, 'base64')).dynamodb
    console.log('RECORD ' + JSON.stringify([Keys.sk.S, NewImage.n.N]))
  }
}`
const running: Local[] = []
afterEach(async () => {
  for (const local of running.splice(0)) await local.stop()
})

describe('a stream like that of a table on AWS', () => {
  it('repeats and mixes records, is split on the way, and loses none; those of an item stay in order', async () => {
    const resources = streamConsumer({ MaximumBatchingWindowInSeconds: 0 })
    const assembly = writeAssembly(folder, resources, { fn: CONSUMER })
    const lines: string[] = []
    const local = await startLocal({ port: 0, like: 'like:3', assembly, log: (line) => lines.push(line) })
    running.push(local)
    const call = createAwsCall(local.endpoints.dynamodb, 'dynamodb')
    const items = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    // One change after the other, so that the stream hears of them in many parts.
    for (let n = 1; n <= 12; n++) {
      for (const sk of items) {
        const Item = { pk: { S: 'p' }, sk: { S: sk }, n: { N: `${n}` } }
        await call('PutItem', { TableName: 'T-Table', Item })
      }
      await new Promise((resolve) => setTimeout(resolve, 150))
    }
    const records = () =>
      [...readFileSync(`${local.home}/logs/T-Fn.log`, 'utf8').matchAll(/^RECORD (.*)$/gm)].map(
        ([, record = '']) => JSON.parse(record) as [string, string],
      )
    const isWhole = (all: [string, string][]) => new Set(all.map(String)).size === items.length * 12
    const found = await within(20_000, () => records(), isWhole)
    const wanted = Array.from({ length: 12 }, (_, n) => `${n + 1}`)
    for (const sk of items) {
      const versions = found.filter(([key]) => key === sk).map(([, n]) => n)
      expect([...new Set(versions)]).toEqual(wanted)
    }
    expect(found.length).toBeGreaterThan(items.length * 12)
    expect(lines.filter((line) => line.includes('split'))).toHaveLength(1)
    expect(readFileSync(`${local.home}/checkpoints/source-T-Source.json`, 'utf8')).toContain('finished')
  }, 40_000)
})

describe('the setting CAIRN_AWS', () => {
  it('is like, or like with a seed, and nothing else, and nothing that a debugger could look at', async () => {
    expect(readLikeAws(undefined)).toBeUndefined()
    expect(readLikeAws('like:12')?.seed).toBe(12)
    expect(readLikeAws('like')?.seed).toEqual(expect.any(Number))
    await expect(startLocal({ port: 0, like: 'like', inspect: 'fn', assembly: '' })).rejects.toThrow('CAIRN_INSPECT')
    for (const wrong of ['unlike', 'like:', 'like:x', 'like:-1']) {
      expect(() => readLikeAws(wrong)).toThrow(`CAIRN_AWS is ${wrong}`)
    }
  })
})
