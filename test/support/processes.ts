/** The processes of this machine, as /proc tells them: which ones a program started, and which of them still run. */
import { readdirSync, readFileSync } from 'node:fs'

export type Process = { pid: number; parent: number; words: string }

/** All that run, but no zombies: those hold nothing any more. */
export function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [state, parent] = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
        const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
        return state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent), words }]
      } catch {
        return []
      }
    })
}

/** Everything that the process started, directly or not. */
export function startedBy(pid: number, all = processes()): Process[] {
  return all.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...startedBy(child.pid, all)])
}

/** Those of them that still run. */
export function stillRunning(some: readonly Process[]): Process[] {
  const all = processes()
  return some.filter(({ pid, words }) => all.some((other) => other.pid === pid && other.words === words))
}
