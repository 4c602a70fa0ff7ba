/** The operator's command as a process of its own. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'

const CAIRN = join(import.meta.dirname, '../../bin/cairn.mjs')

/** Runs `cairn <words>` on the runner of a home, with nothing of the test's environment but `environment`. */
export function runCairn(
  home: string,
  words: string[],
  environment: { [name: string]: string } = {},
): Promise<{ code: number; out: string; err: string }> {
  const env = { PATH: process.env.PATH, CAIRN_HOME: home, NODE_NO_WARNINGS: '1', ...environment }
  return new Promise((resolve) => {
    execFile(process.execPath, [CAIRN, ...words], { env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err })
    })
  })
}
