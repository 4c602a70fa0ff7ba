/** What the local IAM gate costs: the same requests to a runner with it and to one without, each warm. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeTemporaryFolder } from '../local/home/temporary-folder.ts'
import type { Bodies } from './bodies.ts'
import type { Figure } from './figures.ts'
import { createLoadClient } from './load-client.ts'
import { startRunner, stopRunner } from './local-runner.ts'
import { cpuOf } from './process-cpu.ts'

const CONNECTIONS = 8
const WARM_UP = 100
const REQUESTS = 400

export async function gateFigures({ all }: Bodies): Promise<Figure[]> {
  const measured = { on: await measure('on', all), off: await measure('off', all) }
  return Object.entries(measured).flatMap(([gate, { cpuMs, seconds }]) => [
    { name: `cpu/gate-${gate}/ms`, unit: 'ms/POST, all processes', value: cpuMs / REQUESTS },
    { name: `cpu/gate-${gate}/throughput`, unit: 'POST/s', value: REQUESTS / seconds },
  ])
}

async function measure(gate: 'on' | 'off', bodies: string[]) {
  const home = makeTemporaryFolder('bench-gate')
  const runner = await startRunner(home, { CAIRN_IAM: gate })
  try {
    const { endpoint, tenants } = JSON.parse(readFileSync(join(home, 'endpoint.json'), 'utf8'))
    const { key, secret } = tenants[0]
    const client = createLoadClient({ endpoint, key, secret }, CONNECTIONS)
    const post = async (from: number, count: number) => {
      let next = from
      const connection = async () => {
        while (next < from + count) {
          const { status, text } = await client.send({ method: 'POST', body: bodies[next++ % bodies.length] ?? '' })
          if (status !== 200) throw new Error(`A statement was answered with ${status}: ${text}`)
        }
      }
      await Promise.all(Array.from({ length: CONNECTIONS }, connection))
    }
    await post(0, WARM_UP)
    const [before, started] = [totalCpu(runner.pid), performance.now()]
    await post(WARM_UP, REQUESTS)
    const seconds = (performance.now() - started) / 1_000
    const cpuMs = totalCpu(runner.pid) - before
    client.close()
    return { cpuMs, seconds }
  } finally {
    await stopRunner(runner)
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  }
}

const totalCpu = (runner = 0) => Object.values(cpuOf(runner)).reduce((sum, ms) => sum + ms, 0)
