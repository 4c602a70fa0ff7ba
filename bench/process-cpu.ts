/** The CPU time of a local runner and of all that it started, by kind of process; Linux only. */
import { readdirSync, readFileSync } from 'node:fs'

/** The unit of CPU times in /proc, in milliseconds. */
const TICK_MS = 10

/** @returns CPU milliseconds so far; `functions` answer requests, `consumers` are the functions that read the stream */
export function cpuOf(runner: number): { [name: string]: number } {
  const family = new Set([runner])
  const cpu: { [name: string]: number } = {}
  // A child's number is greater than its parent's, unless the numbers began again in between.
  const all = readdirSync('/proc')
    .map(Number)
    .filter(Boolean)
    .sort((a, b) => a - b)
  for (const pid of all) {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
      if (pid !== runner && !family.has(Number(fields[1]))) continue
      family.add(pid)
      const name = pid === runner ? 'gateway' : nameOf(readFileSync(`/proc/${pid}/cmdline`, 'utf8'), pid)
      cpu[name] = (cpu[name] ?? 0) + (Number(fields[11]) + Number(fields[12])) * TICK_MS
    } catch {
      // It ended in between.
    }
  }
  return cpu
}

function nameOf(command: string, pid: number): string {
  if (!command.includes('instance-process'))
    return /kinesis|s3-server|native-process|esbuild|java/.exec(command)?.[0] ?? 'dynamodb'
  const isConsumer = /AWS_LAMBDA_FUNCTION_NAME=[^\0]*(Lake|References)/.test(
    readFileSync(`/proc/${pid}/environ`, 'utf8'),
  )
  return isConsumer ? 'consumers' : 'functions'
}
