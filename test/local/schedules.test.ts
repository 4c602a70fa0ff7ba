/** Functions that a rule of EventBridge calls by the clock. */
import { readFile } from 'node:fs/promises'
import { afterEach, describe, expect, it } from '@jest/globals'
import { type Local, startLocal } from '../../local/start.ts'
import { ANYTHING_GOES, lambda, type Resources, writeAssembly } from '../support/assembly.ts'
import { temporaryFolder } from '../support/during-tests.ts'

const CODE = `export const handler = async (event) => {
  console.log('EVENT ' + JSON.stringify(event))
  if (event.fails) throw new Error('it fails')
}`
const HOUR = 3_600_000
const folder = temporaryFolder()
const running: Local[] = []

afterEach(async () => {
  for (const local of running.splice(0)) await local.stop()
})

const rule = (properties: object = {}, target: object = {}): Resources => ({
  Role: ANYTHING_GOES,
  Fn: lambda('fn'),
  Rule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      ScheduleExpression: 'rate(1 hour)',
      State: 'ENABLED',
      Targets: [{ Id: 'Target0', Arn: { 'Fn::GetAtt': ['Fn', 'Arn'] }, ...target }],
      ...properties,
    },
  },
})

async function start(home: string, resources: Resources, ahead = 0, lines: string[] = []): Promise<Local> {
  const assembly = writeAssembly(folder, resources, { fn: CODE })
  const log = (line: string) => void lines.push(line)
  const local = await startLocal({ home, port: 0, assembly, now: () => Date.now() + ahead, log })
  running.push(local)
  return local
}

async function eventsOf(local: Local, count: number): Promise<object[]> {
  for (let tries = 0; tries < 200; tries++) {
    const log = await readFile(`${local.home}/logs/T-Fn.log`, 'utf8').catch(() => '')
    const events = [...log.matchAll(/^EVENT (.*)$/gm)].map(([, event = '']) => JSON.parse(event))
    if (events.length >= count) return events
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('it was not called')
}

async function isCalled(local: Local): Promise<boolean> {
  const log = await readFile(`${local.home}/logs/T-Fn.log`, 'utf8').catch(() => '')
  return log.includes('EVENT')
}

describe('a function with a schedule', () => {
  it('is called when its time has come, also where that was while nothing ran', async () => {
    const home = `${folder}/due`
    const first = await start(home, rule())
    expect(await isCalled(first)).toBe(false)
    await first.stop()
    const second = await start(home, rule(), 2 * HOUR)
    expect(await eventsOf(second, 1)).toEqual([
      expect.objectContaining({
        source: 'aws.events',
        'detail-type': 'Scheduled Event',
        resources: ['arn:aws:events:us-east-1:000000000000:rule/T-Rule'],
      }),
    ])
    await second.stop()
    const third = await start(home, rule(), 2 * HOUR)
    expect(await eventsOf(third, 1)).toHaveLength(1)
  }, 60_000)

  it('gets the input that its rule says, and a failure is told', async () => {
    const home = `${folder}/input`
    const resources = rule({}, { Input: '{"fails":true}' })
    await (await start(home, resources)).stop()
    const lines: string[] = []
    const local = await start(home, resources, 2 * HOUR, lines)
    expect(await eventsOf(local, 1)).toEqual([{ fails: true }])
    for (let tries = 0; tries < 100 && !lines.join().includes('by the clock'); tries++)
      await new Promise((resolve) => setTimeout(resolve, 20))
    expect(lines).toContain('T-Fn failed by the clock: see its log')
  }, 60_000)
})

describe('a rule that the local runner does not support', () => {
  it.each<[string, Resources, string]>([
    ['listens to events', rule({ EventPattern: {} }), 'T.Rule.Properties.EventPattern'],
    ['has another target', rule({}, { Arn: 'arn:aws:sqs:us-east-1:0:queue' }), 'T.Rule.Properties.Targets[0].Arn'],
    ['has a time that is not known', rule({ ScheduleExpression: 'cron(0 10 L * ? *)' }), 'ScheduleExpression'],
    ['repeats failed calls', rule({}, { RetryPolicy: { MaximumRetryAttempts: 2 } }), 'MaximumRetryAttempts'],
  ])(
    'because it %s is refused with its path',
    async (_, resources, path) => {
      await expect(start(`${folder}/refused`, resources)).rejects.toThrow(path)
    },
    60_000,
  )
})
