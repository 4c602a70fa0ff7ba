/** Looks at a running Cairn while it works: the memory and CPU of its functions, and how far its lake is behind. */
import { loadavg } from 'node:os'
import { createStateObjects } from '../lambdas/lake/freshness/s3-state.ts'
import { readFreshness } from '../lambdas/lake/freshness/state.ts'
import { type FunctionProcess, functionProcesses } from './function-processes.ts'

const SAMPLE_MS = 1_000

export type Watched = { runner: number; lake: { endpoint: string; bucket: string } }
export type Watch = {
  /** Of all processes that a function whose name holds this has had: the largest peak, and all their CPU seconds. */
  used(name: string): { peakMb: number; cpuSeconds: number }
  /** Seconds between now and the watermark, as last seen; nothing before there is one. */
  lags: number[]
  loads: number[]
  through(): number | undefined
  end(): Promise<void>
}

export function watch({ runner, lake }: Watched): Watch {
  const objects = createStateObjects(lake.bucket, lake.endpoint)
  const seen = new Map<number, FunctionProcess>()
  const lags: number[] = []
  const loads: number[] = []
  let through: number | undefined
  let isEnding = false
  const sample = async () => {
    for (const process of functionProcesses(runner)) seen.set(process.pid, process)
    loads.push(loadavg()[0] ?? 0)
    const freshness = await readFreshness(objects).catch(() => undefined)
    through = freshness?.through?.getTime() ?? through
    if (through !== undefined) lags.push((Date.now() - through) / 1_000)
  }
  const samples = (async () => {
    while (!isEnding) {
      await sample()
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS))
    }
  })()
  return {
    used(name) {
      const processes = [...seen.values()].filter((process) => process.name.includes(name))
      return {
        peakMb: Math.max(0, ...processes.map(({ peakMb }) => peakMb)),
        cpuSeconds: processes.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / 1_000,
      }
    },
    lags,
    loads,
    through: () => through,
    async end() {
      isEnding = true
      await samples
    },
  }
}
