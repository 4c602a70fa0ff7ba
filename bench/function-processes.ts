/** What the processes of a local runner's functions use; Linux only. */
import { readdirSync, readFileSync } from 'node:fs'

/** The unit of CPU times in /proc, in milliseconds. */
const TICK_MS = 10

/** `peakMb`: the most memory that the process has had; `cpuMs` so far. */
export type FunctionProcess = { pid: number; name: string; peakMb: number; cpuMs: number }

/** @param runner its process id */
export function functionProcesses(runner: number): FunctionProcess[] {
  return readdirSync('/proc').flatMap((entry) => {
    const pid = Number(entry)
    if (!pid) return []
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
      if (Number(fields[1]) !== runner) return []
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8')
      const [, name] = /(?:^|\0)AWS_LAMBDA_FUNCTION_NAME=([^\0]+)/.exec(environment) ?? []
      if (name === undefined) return []
      const [, peak = '0'] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
      return [{ pid, name, peakMb: Number(peak) / 1024, cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS }]
    } catch {
      // It ended in between.
      return []
    }
  })
}
