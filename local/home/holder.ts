/** Who holds something, such as a home or a temporary folder: a process, told from a later one with the same number. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export type Holder = { pid: number; since: string }

export const holderOf = (pid: number): Holder => ({ pid, since: startTimeOf(pid) })

export function isRunning({ pid, since }: Holder): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return startTimeOf(pid) === since
}

/** @param leader of the group; it may have ended before the others */
export function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch {
    // None of the group runs any more.
  }
}

/** In the system's own form; empty if the system does not tell. */
function startTimeOf(pid: number): string {
  try {
    // Linux: the 22nd field, counted after the command's closing parenthesis; a zombie holds nothing any more.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    return fields[0] === 'Z' ? 'ended' : (fields[19] ?? '')
  } catch {
    if (process.platform === 'linux') return ''
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
}
