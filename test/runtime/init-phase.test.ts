/** What a function does in Lambda's init phase, before its first request, and what a store out of reach does to it then. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Context } from 'aws-lambda'
import { systemClock } from '../../lambdas/database/clock.ts'
import type { Handler } from '../../lambdas/http/protocol/endpoint.ts'
import { agentsResource } from '../../lambdas/http/xapi/agents-resource.ts'
import { xapiFunction } from '../../lambdas/runtime/xapi-function.ts'
import { createRegistry } from '../../lambdas/tenancy/registry.ts'
import { apiEvent } from '../support/api-event.ts'
import { tablesAt, useEngine } from '../support/engines.ts'
import { type Fate, type FaultProxy, faultProxies } from '../support/fault-proxy.ts'
import { unheard } from '../support/trails.ts'

const engine = useEngine()
const openProxy = faultProxies(afterEach)
let proxy: FaultProxy

beforeEach(async () => {
  process.env.AWS_LAMBDA_INITIALIZATION_TYPE = 'on-demand'
  proxy = await openProxy(engine.endpoint)
})
afterEach(() => {
  delete process.env.AWS_LAMBDA_INITIALIZATION_TYPE
})

/** A function of one resource, behind the proxy. @param fate of what it calls while it starts */
async function startFunction(fate: Fate = 'pass'): Promise<Handler> {
  const tables = await tablesAt(proxy.endpoint)
  proxy.calls.length = 0
  proxy.fateOf = () => fate
  const registry = createRegistry(tables, systemClock.now)
  return xapiFunction(() => ({ registry, trail: unheard, resources: [['agents', agentsResource]] }))
}

const headers = { authorization: `Basic ${Buffer.from('nobody:s').toString('base64')}` }
const request = apiEvent({ method: 'GET', path: '/xapi/agents', headers })
const statusOf = async (handler: Handler) => (await handler(request, {} as Context)).statusCode

describe('a function in its init phase', () => {
  it('makes one call to DynamoDB, so that the first request finds a connection', async () => {
    const handler = await startFunction()
    expect(proxy.calls.map(({ operation }) => operation)).toEqual(['GetItem'])
    expect(await statusOf(handler)).toBe(401)
  })

  it('starts where DynamoDB does not answer, and serves once it does', async () => {
    const handler = await startFunction('swallowed')
    proxy.fateOf = () => 'pass'
    expect(await statusOf(handler)).toBe(401)
  })

  it('leaves it to the first request to say what its environment lacks', async () => {
    const handler = await xapiFunction(() => {
      throw new Error('The environment lacks CONTROL_TABLE.')
    })
    await expect(statusOf(handler)).rejects.toThrow('The environment lacks CONTROL_TABLE.')
  })

  it('does nothing before its first request where Lambda does not run it', async () => {
    delete process.env.AWS_LAMBDA_INITIALIZATION_TYPE
    const handler = await startFunction()
    expect(proxy.calls).toEqual([])
    expect(await statusOf(handler)).toBe(401)
  })
})
