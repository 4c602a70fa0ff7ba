/**
 * A function that answers when its time is over is frozen with what it left under way, and thaws later. By then others
 * have written: not one call of what was given up may follow.
 */
import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from '@jest/globals'
import type { Context } from 'aws-lambda'
import { CALL_TIMEOUT_MS } from '../../lambdas/database/unavailable.ts'
import type { Handler } from '../../lambdas/http/protocol/endpoint.ts'
import { tablesAt, useEngine } from '../support/engines.ts'
import { type Call, type FaultProxy, faultProxies } from '../support/fault-proxy.ts'
import { agentOf, clientOf, openService, type Service } from '../support/in-process-endpoint.ts'
import { useBucket } from '../support/s3-emulator.ts'
import { referring, statementOf, voiding } from '../support/statements.ts'

const TIME_MS = 300
const engine = useEngine()
const bucket = useBucket()
const openProxy = faultProxies(afterEach)
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

type Client = ReturnType<typeof clientOf>
/** `prepare` sends what is there before; `act` is the request that is given up. */
type Scene = { prepare?: (send: Client) => Promise<unknown>; act: (send: Client) => ReturnType<Client> }

const JSON_TYPE = { 'content-type': 'application/json' }

function stateScene(method: string, id: boolean): Scene {
  const context = { activityId: `http://example.org/${randomUUID()}`, agent: agentOf('ann') }
  const one = { ...context, stateId: 'bookmark' }
  const body = method === 'DELETE' ? '' : '{"page":2}'
  return {
    prepare: (send) => send('PUT', 'activities/state', one, { body: '{"page":1}', headers: JSON_TYPE }),
    act: (send) => send(method, 'activities/state', id ? one : context, { body, headers: JSON_TYPE }),
  }
}

function statementsScene(): Scene {
  const [target, other, missing] = [randomUUID(), randomUUID(), randomUUID()]
  const defined = { object: { id: `http://example.org/${target}`, definition: { name: { en: 'x' } } } }
  const before = [statementOf(target), referring(randomUUID(), missing)]
  const sent = [
    voiding(randomUUID(), target),
    statementOf(missing),
    statementOf(other, defined),
    referring(randomUUID(), other),
  ]
  const post = (statements: unknown) => (send: Client) =>
    send('POST', 'statements', {}, { body: JSON.stringify(statements), headers: JSON_TYPE })
  return { prepare: post(before), act: post(sent) }
}

const SCENES: [string, () => Scene][] = [
  ['a PUT of a document', () => stateScene('PUT', true)],
  ['a POST of a document', () => stateScene('POST', true)],
  ['a DELETE of a document', () => stateScene('DELETE', true)],
  ['a DELETE of all documents', () => stateScene('DELETE', false)],
  ['a POST of statements that void, refer and define', statementsScene],
]

/** The service behind a proxy; of the requests that `act` sends the time is over soon. */
async function open(): Promise<{ proxy: FaultProxy; send: Client; act: Client }> {
  const proxy = await openProxy(engine.endpoint)
  const service = await openService({ tables: await tablesAt(proxy.endpoint) }, bucket)
  const send = clientOf(service, '1.0.3')
  // Afterwards the credential is known, and the calls are those of the request alone.
  await send('GET', 'statements')
  const context = { getRemainingTimeInMillis: () => TIME_MS } as Context
  const hurried: Handler = (event) => service.endpoint(event, context)
  return { proxy, send, act: clientOf({ ...service, endpoint: hurried } as Service, '1.0.3') }
}

const isWrite = ({ operation }: Call) => !['GetItem', 'BatchGetItem', 'Query'].includes(operation)

describe.each(SCENES)('%s that was given up', (_, makeScene) => {
  it('makes no further call after its answer, whichever of its calls it waited for', async () => {
    let writes = 0
    for (let held = 0; ; held++) {
      const { proxy, send, act } = await open()
      const scene = makeScene()
      await scene.prepare?.(send)
      const start = proxy.calls.length
      proxy.fateOf = ({ number }) => (number === start + held ? 'held' : 'pass')
      const { status } = await scene.act(act)
      const made = proxy.calls.length
      proxy.fateOf = () => 'pass'
      // The first one stays without an answer, until it would be tried once more.
      if (held === 0) await pause(CALL_TIMEOUT_MS + 300)
      proxy.release()
      await pause(100)
      expect(proxy.calls.slice(made)).toEqual([])
      if (made - start <= held) break
      if (proxy.calls.slice(start).some(isWrite)) writes++
      // What follows a commit is done by the commit follower, too: the request is stored by then.
      expect([503, 200]).toContain(status)
    }
    expect(writes).toBeGreaterThan(0)
  }, 60_000)
})
