/**
 * Runs as a child process: one `cairn` after another, each with an environment of its own, as its parent asks. What it
 * loads it loads once: most of what a short command costs.
 */
import '../../bin/compile-cache.mjs'
import { main } from '../../bin/cairn/main.ts'

export type Asked = { words: string[]; environment: { [name: string]: string | undefined } }
export type Answered = { code: number; out: string; err: string }

process.on('message', async (asked) => {
  const { words, environment } = asked as Asked
  setEnvironment(environment)
  const [out, err] = [collect(process.stdout), collect(process.stderr)]
  const code = await main(words)
  process.send?.({ code, out: out(), err: err() } satisfies Answered)
})
process.on('disconnect', () => process.exit())

function setEnvironment(environment: Asked['environment']) {
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, environment)
}

/** @returns what the stream has been given since, once that is all */
function collect(stream: NodeJS.WriteStream): () => string {
  const chunks: Buffer[] = []
  const { write } = stream
  stream.write = ((chunk: string | Uint8Array) => chunks.push(Buffer.from(chunk)) > 0) as typeof write
  return () => {
    stream.write = write
    return Buffer.concat(chunks).toString()
  }
}
