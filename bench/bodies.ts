/** The statements that the benchmark sends: generated ones, and a corpus of real senders where it is there. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createRandom } from './random.ts'
import { type Mix, senders } from './senders.ts'

const CORPUS = fileURLToPath(new URL('../../shared/corpus', import.meta.url))
const FILES = ['moodle.jsonl', 'datasim.jsonl']
const GENERATED = 3_000

/**
 * A class of learners, as a request or a page meets them: mostly an LMS's log and video, some courses, a checklist now and
 * then. A checklist names a team and an instructor, so each of its statements costs twice what a video's costs.
 */
const CLASS: Mix = {
  learners: 25,
  turns: ['lms', 'simulator', 'course', 'lms', 'simulator', 'cmi5', 'lms', 'simulator', 'course', 'checklist'],
}

export type Bodies = {
  source: 'generated' | 'corpus'
  /** Statements as JSON texts, in their order. */
  all: string[]
  /** Batches of one learner each. */
  ofOneLearner(size: number): string[]
  /** Batches in the statements' own order. */
  inOrder(size: number): string[]
  /** Batches of many learners each: the statements are shuffled once. */
  ofManyLearners(size: number): string[]
}

/** What devices send that were offline for a while: their learner's sessions of video, and a course now and then. */
const DEVICES: Mix = { learners: 25, turns: [...Array<'simulator'>(6).fill('simulator'), 'course'] }

export const generatedBodies = () => bodiesOf('generated', generate(1, CLASS), generate(2, DEVICES))

/** Nothing where there is no corpus beside the project: it is no part of it. */
export function corpusBodies(): Bodies | undefined {
  if (!FILES.every((file) => existsSync(join(CORPUS, file)))) return undefined
  const all = FILES.flatMap(readLines)
  return bodiesOf('corpus', all, all)
}

function bodiesOf(source: Bodies['source'], all: string[], ofDevices: string[]): Bodies {
  const shuffled = shuffle(all)
  return {
    source,
    all,
    ofOneLearner: (size) => groups(ofDevices).flatMap((statements) => batches(statements, size)),
    ofManyLearners: (size) => batches(shuffled, size),
    inOrder: (size) => batches(all, size),
  }
}

/**
 * Each statement is decoded by itself. As a part of one long text with any character beyond Latin-1, it would be held
 * in two octets for each character, unlike a body that comes from a gateway.
 */
function readLines(file: string): string[] {
  const lines = readFileSync(join(CORPUS, file), 'utf8').trim().split('\n')
  return lines.map((line) => Buffer.from(line).toString())
}

function generate(seed: number, mix: Mix): string[] {
  const source = senders(seed, mix)
  return Array.from({ length: GENERATED }, () => JSON.stringify(source.next().value.statement))
}

const learnerOf = (text: string) => {
  const { mbox, account, name } = JSON.parse(text).actor
  return JSON.stringify([mbox, account, mbox || account ? '' : name])
}

const groups = (all: string[]) => [...Map.groupBy(all, learnerOf).values()]

/** Whole batches only: what is left over would be a smaller request. */
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
