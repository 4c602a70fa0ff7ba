/** A debugger can attach to the function that was asked for, from this machine alone. */
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { withInspector } from '../../../local/functions/inspected-function.ts'
import { startLocal } from '../../../local/start.ts'
import { readAssembly } from '../../../local/template/assembly.ts'
import { readDeployment } from '../../../local/template/deployment.ts'
import { httpApi, lambda, writeAssembly } from '../../support/assembly.ts'
import { duringTests, temporaryFolder } from '../../support/during-tests.ts'
import { within } from '../../support/waiting.ts'

const CODE = `
export const handler = async (event) => {
  await new Promise((done) => setTimeout(done, 1_500))
  return { statusCode: 200, body: process.execArgv.join(' ') }
}`
const assembly = writeAssembly(
  temporaryFolder(),
  {
    ...httpApi(['GET /inspected'], 'Fn', { TimeoutInMillis: 1_000 }),
    Fn: lambda('fn', { Timeout: 1 }),
    Other: lambda('fn'),
  },
  { fn: CODE },
)

const isOpen = (host: string, port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 })
    const answer = (open: boolean) => () => resolve(open) ?? socket.destroy()
    socket.once('connect', answer(true)).once('error', answer(false)).once('timeout', answer(false))
  })

describe('CAIRN_INSPECT', () => {
  const local = duringTests(() => startLocal({ port: 0, assembly, inspect: 't-fn:0' }))

  it('opens the one function to a debugger, on 127.0.0.1 alone', async () => {
    const read = () => readFileSync(join(local.home, 'logs/T-Fn.log'), 'utf8')
    const log = await within(5_000, read, (text) => text.includes('Debugger listening'))
    const port = Number(/^Debugger listening on ws:\/\/127\.0\.0\.1:(\d+)\//m.exec(log)?.[1])
    const [target] = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as { title: string }[]
    expect(target?.title).toMatch(/instance-process\.ts$/)
    expect(await isOpen('127.0.0.1', port)).toBe(true)
    expect(await isOpen('127.0.0.2', port)).toBe(false)
  })

  it('gives it no time-out, so that it can be looked at', async () => {
    const answer = await fetch(`${local.origin}/inspected`)
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('--inspect=127.0.0.1:0')])
  })

  it.each(['nothing', 'T-'])('%s names not one function: it is refused with the names there are', (choice) => {
    const deployment = readDeployment(readAssembly(assembly))
    expect(() => withInspector(deployment, choice)).toThrow(
      `CAIRN_INSPECT is ${choice}: it must name one function of T-Fn, T-Other`,
    )
  })
})
