/** `npm start` as a program of its own, on any free port. */
import { fileURLToPath } from 'node:url'
import type { Program, StartProgram } from './program.ts'

export const START = fileURLToPath(new URL('../../bin/start.mjs', import.meta.url))

export const npmStarter =
  (start: StartProgram) =>
  (environment: { [name: string]: string }, ...options: string[]): Program =>
    start(process.execPath, [START, ...options], { PORT: '0', ...environment })

/** @returns the origin that it serves */
export async function ready(program: Program): Promise<string> {
  const [, origin = ''] = await program.says(/^Cairn is ready on (http:\/\/127\.0\.0\.1:\d+)$/m)
  return origin
}
