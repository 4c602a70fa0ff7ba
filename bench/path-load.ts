/** Sends statements to a running Cairn from a few connections, each a queue of its own, and voids some of them. */
import { randomUUID } from 'node:crypto'
import { createLoadClient, type LoadClient, type LoadTarget } from './load-client.ts'
import { senders } from './senders.ts'

const CONNECTIONS = 6
const SIZE = 100
/** One request in so many ends with a void of a statement that was sent before. */
const VOIDS_EVERY = 20
const RETRY_MS = 1_000
const MOST_TRIES = 60

/** `refused`: answers that made the load send the same again. */
export type LoadProgress = { statements: number; voids: number; bytes: number; refused: number }

/** Resolves when so many statements are stored. @throws where a request is refused for good */
export async function sendStatements(target: LoadTarget, count: number, progress: LoadProgress): Promise<void> {
  const client = createLoadClient(target, CONNECTIONS)
  let left = count
  const connection = async (seed: number) => {
    const source = senders(seed)
    let before: string | undefined
    for (let number = 1; left > 0; number++) {
      const size = Math.min(SIZE, left)
      left -= size
      const statements: object[] = Array.from({ length: size }, () => ({
        id: randomUUID(),
        ...source.next().value.statement,
      }))
      if (number % VOIDS_EVERY === 0 && before !== undefined) {
        statements[size - 1] = voidOf(before)
        progress.voids++
      }
      const body = JSON.stringify(statements)
      before = (await sendUntilStored(client, body, progress)).at(0)
      progress.statements += size
      progress.bytes += Buffer.byteLength(body)
    }
  }
  try {
    await Promise.all(Array.from({ length: CONNECTIONS }, (_, seed) => connection(seed + 1)))
  } finally {
    client.close()
  }
}

const voidOf = (id: string) => ({
  id: randomUUID(),
  actor: { objectType: 'Agent', account: { homePage: 'https://lms.example.com', name: 'admin' } },
  verb: { id: 'http://adlnet.gov/expapi/verbs/voided' },
  object: { objectType: 'StatementRef', id },
})

/** Every statement has its id, so what was stored though the answer was lost is not stored again. */
async function sendUntilStored(client: LoadClient, body: string, progress: LoadProgress): Promise<string[]> {
  for (let tries = 1; ; tries++) {
    const { status, text } = await client
      .send({ method: 'POST', body })
      .catch((error) => ({ status: 0, text: String(error) }))
    if (status === 200) return JSON.parse(text)
    const mayPass = status === 0 || status === 429 || status >= 500
    if (!mayPass || tries === MOST_TRIES) throw new Error(`A request was answered with ${status}: ${text}`)
    progress.refused++
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
}
