/** Stops a process where it is, and lets it go on later, as Lambda does with instances between two events. */
import type { ChildProcess } from 'node:child_process'
import type { Children } from '../home/children.ts'

export type Freezer = { freeze(child: ChildProcess): void; thaw(child: ChildProcess): void; stop(): Promise<void> }

export function createFreezer(children: Children): Freezer {
  const thawer = children.start({ module: new URL('./thaw-process.ts', import.meta.url), log: 'freezer' })
  const tell = (pid: number | undefined, isFrozen: boolean) => {
    if (pid !== undefined && thawer.connected) thawer.send({ pid, isFrozen })
  }
  return {
    freeze(child) {
      tell(child.pid, true)
      child.kill('SIGSTOP')
    },
    thaw(child) {
      child.kill('SIGCONT')
      tell(child.pid, false)
    },
    stop: () => children.stop(thawer),
  }
}
