/** What files say, whatever kinds of evidence they are: heads are put into their order, the rest stands for itself. */
import { type Bytes, utf8 } from './merkle.ts'
import { jsonIn, Wrong } from './spelling.ts'
import {
  type Head,
  type Proven,
  type Rewritten,
  verifyCertificate,
  verifyHeads,
  verifyProof,
  verifyRewritten,
} from './verifier.ts'

export type NamedFile = { name: string; bytes: Bytes }

/** `wrong`: why it is not true, in one sentence. */
export type Verdict = { files: string[]; wrong?: string } & (
  | { kind: 'proof'; proven?: Proven }
  | { kind: 'rewritten'; rewritten?: Rewritten }
  | { kind: 'heads'; older?: Head; newer?: Head }
  | { kind: 'certificate'; text?: string }
  | { kind: 'unknown' }
)

export async function judgeFiles(files: readonly NamedFile[], pems: readonly string[]): Promise<Verdict[]> {
  const known = files.map((file) => ({ file, kind: kindOf(file.bytes) }))
  const heads = known.filter(({ kind }) => kind === 'heads').map(({ file }) => file)
  const others = known.filter(({ kind }) => kind !== 'heads')
  const certificates = known.filter(({ kind }) => kind === 'certificate').map(({ file }) => file)
  const judged = await Promise.all([
    ...others.map(({ file, kind }) =>
      kind === 'rewritten' ? judgeRewritten(file, certificates, pems) : judgeOne(file, kind, pems),
    ),
    ...pairsOf(heads.sort((one, other) => (hourOf(one) < hourOf(other) ? -1 : 1))).map((pair) =>
      judgeHeads(pair, pems),
    ),
  ])
  return judged
}

type Kind = Verdict['kind']

function kindOf(bytes: Bytes): Kind {
  const value = membersOf(bytes)
  if (value.cairn === 'proof-1') return 'proof'
  if (value.cairn === 'rewritten-1') return 'rewritten'
  if (value.cairn === 'head-1-file') return 'heads'
  return typeof value.certificate === 'string' && typeof value.signature === 'string' ? 'certificate' : 'unknown'
}

function membersOf(bytes: Bytes): { [name: string]: unknown } {
  try {
    const { value } = jsonIn(bytes)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

/** Of what is not understood it is none; the verifier says so. */
function hourOf({ bytes }: NamedFile): string {
  const { head } = membersOf(bytes)
  const text = typeof head === 'object' && head !== null && 'text' in head ? String(head.text) : ''
  return /"hour":"([^"]*)"/.exec(text)?.[1] ?? ''
}

/** Each with the next one; a single head with itself, which looks at its signature alone. */
const pairsOf = (heads: readonly NamedFile[]): [NamedFile, NamedFile][] =>
  heads.flatMap((one, at): [NamedFile, NamedFile][] => {
    const next = heads[at + 1] ?? (heads.length === 1 ? one : undefined)
    return next === undefined ? [] : [[one, next]]
  })

/** With the certificate of its case, if that is among the files. */
async function judgeRewritten(
  proof: NamedFile,
  certificates: readonly NamedFile[],
  pems: readonly string[],
): Promise<Verdict> {
  const own = certificates.find(({ bytes }) => caseOfCertificate(bytes) === caseOfProof(proof.bytes))
  const files = [proof.name, ...(own ? [own.name] : [])]
  try {
    return { files, kind: 'rewritten', rewritten: await verifyRewritten(proof.bytes, pems, own?.bytes) }
  } catch (error) {
    return { files, kind: 'rewritten', wrong: sentenceOf(error) }
  }
}

const caseOfCertificate = (bytes: Bytes) => membersOf(utf8(String(membersOf(bytes).certificate))).case

/** What the heads of files, and certificates, call the keys by that they are signed with: each once. */
export function keysIn(texts: readonly string[]): string[] {
  const signed = texts.flatMap((text) => {
    const { head, newest, certificate } = membersOf(utf8(text))
    return [textOf(head), textOf(newest), certificate].filter((one): one is string => typeof one === 'string')
  })
  const keys = signed.map((text) => membersOf(utf8(text)).key).filter((one): one is string => typeof one === 'string')
  return [...new Set(keys)]
}

const textOf = (head: unknown) => (typeof head === 'object' && head !== null && 'text' in head ? head.text : undefined)

/** Which case changed the record of a proof; of other proofs, none. */
export function caseOfProof(bytes: Bytes): string {
  const { change } = membersOf(bytes)
  return typeof change === 'object' && change !== null && 'case' in change ? String(change.case) : ''
}

async function judgeOne({ name, bytes }: NamedFile, kind: Kind, pems: readonly string[]): Promise<Verdict> {
  const files = [name]
  if (kind === 'unknown') return { files, kind, wrong: 'The file is no proof, head or certificate of Cairn.' }
  try {
    if (kind === 'proof') return { files, kind, proven: await verifyProof(bytes, pems) }
    const { certificate, signature } = membersOf(bytes)
    await verifyCertificate(String(certificate), String(signature), pems)
    return { files, kind: 'certificate', text: String(certificate) }
  } catch (error) {
    return { files, kind, wrong: sentenceOf(error) }
  }
}

async function judgeHeads([one, other]: [NamedFile, NamedFile], pems: readonly string[]): Promise<Verdict> {
  const files = one === other ? [one.name] : [one.name, other.name]
  try {
    return { files, kind: 'heads', ...(await verifyHeads(one.bytes, other.bytes, pems)) }
  } catch (error) {
    return { files, kind: 'heads', wrong: sentenceOf(error) }
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof Wrong) return error.message
  throw error
}
