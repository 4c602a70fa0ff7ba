/** The requests that the figures are taken from: the corpus of real senders where it stands beside, else our generator. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createRandom } from './random.ts'
import { senders } from './senders.ts'

const CORPUS = fileURLToPath(new URL('../../shared/corpus', import.meta.url))
const FILES = ['moodle.jsonl', 'datasim.jsonl']
const GENERATED = 3_000

export type Bodies = {
  source: string
  /** Statements as JSON texts, in their order. */
  all: string[]
  /** Batches of one learner each. */
  ofOneLearner(size: number): string[]
  /** Batches as the statements stand. */
  inOrder(size: number): string[]
  /** Batches of whoever comes: the statements shuffled once, then cut. */
  ofManyLearners(size: number): string[]
}

export function readBodies(): Bodies {
  const isThere = FILES.every((file) => existsSync(join(CORPUS, file)))
  const all = isThere ? FILES.flatMap(readLines) : generate()
  const shuffled = shuffle(all)
  return {
    source: isThere ? `the corpus: ${all.length} statements` : `the generator: ${all.length} statements`,
    all,
    ofOneLearner: (size) => groups(all).flatMap((statements) => batches(statements, size)),
    ofManyLearners: (size) => batches(shuffled, size),
    inOrder: (size) => batches(all, size),
  }
}

/**
 * Each statement is decoded alone: cut from a text with a single character beyond Latin-1 it would be held in two octets
 * for each character, and no gateway hands over a body so that does not need it.
 */
function readLines(file: string): string[] {
  const lines = readFileSync(join(CORPUS, file), 'utf8').trim().split('\n')
  return lines.map((line) => Buffer.from(line).toString())
}

function generate(): string[] {
  const sent = senders(1)
  return Array.from({ length: GENERATED }, () => JSON.stringify(sent.next().value.statement))
}

const learnerOf = (text: string) => {
  const { mbox, account, name } = JSON.parse(text).actor
  return JSON.stringify([mbox, account, mbox || account ? '' : name])
}

const groups = (all: string[]) => [...Map.groupBy(all, learnerOf).values()]

/** Whole batches only; a rest would be a smaller request. */
function batches(statements: string[], size: number): string[] {
  const whole = Math.floor(statements.length / size)
  return Array.from({ length: whole }, (_, at) => `[${statements.slice(at * size, (at + 1) * size).join()}]`)
}

function shuffle(all: string[]): string[] {
  const random = createRandom(7)
  const shuffled = [...all]
  for (let at = shuffled.length - 1; at > 0; at--) {
    const other = random.int(at + 1)
    ;[shuffled[at], shuffled[other]] = [shuffled[other] as string, shuffled[at] as string]
  }
  return shuffled
}
