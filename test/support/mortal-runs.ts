/** Functions that are killed with -9 at each of their writes, one process each. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { COMPILE_CACHE } from '../../local/home/children.ts'
import { TABLE_NAMES } from './engines.ts'

export type MortalJob = {
  run: 'digest' | 'retention' | 'copies'
  tenant: string
  now: number
  /** After which write; without it by none. */
  killedAt?: number
  /** Private, PEM. */
  key: string
  /** A file to which is told what the trail is told. */
  trail: string
  caseId: string
  tables: typeof TABLE_NAMES
}

const RUN = fileURLToPath(new URL('mortal-run.ts', import.meta.url))

/** @returns whether it was killed; otherwise it has ended. @throws Error when it failed */
export async function runMortal(job: Partial<MortalJob> & Pick<MortalJob, 'run' | 'tenant' | 'now'>): Promise<boolean> {
  const child = spawn(
    process.execPath,
    [RUN, JSON.stringify({ key: '', trail: '', caseId: '', tables: TABLE_NAMES, ...job })],
    {
      env: { ...process.env, NODE_NO_WARNINGS: '1', NODE_COMPILE_CACHE: COMPILE_CACHE },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text
  })
  const [code, signal] = await once(child, 'close')
  if (signal === 'SIGKILL') return true
  if (code === 0) return false
  throw new Error(`The run ended with ${code}: ${said}`)
}
