/** Functions of a runner whose clocks a test sets: what takes a case hours is done at once, by the functions as they are deployed. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Local } from '../../local/start.ts'

const PRELOADED = join(import.meta.dirname, 'clock-ahead.mjs')
/** By their own clocks they would have no time left. */
const LONGEST_AHEAD_S = 86_400

/** @param file says how far ahead they are, in ms */
export function lateFunctions({ deployment, invoke }: Local, file: string, names: string[]) {
  const functions = new Map(
    names.map((name) => {
      const fn = deployment.functions.find((one) => one.name.includes(name))
      if (fn === undefined) throw new Error(`There is no function ${name}`)
      Object.assign(fn.environment, { CLOCK_AHEAD: file, NODE_OPTIONS: `--import=${PRELOADED}` })
      Object.assign(fn, { timeoutSeconds: fn.timeoutSeconds + LONGEST_AHEAD_S })
      return [name, fn.name] as const
    }),
  )
  return async (name: string, aheadMs: number): Promise<unknown> => {
    writeFileSync(file, String(aheadMs))
    const { kind, payload } = await invoke(functions.get(name) ?? '', {})
    if (kind !== 'result') throw new Error(`${name}: ${payload}`)
    return JSON.parse(payload)
  }
}
