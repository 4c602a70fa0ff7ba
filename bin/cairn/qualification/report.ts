/**
 * The report of a qualification: what was checked, expected and found, by whom and when. Its text is JSON whose members
 * stand in one order, without a space; the signature is over a short text that names the hash of it.
 */
import { createPublicKey, hash, verify } from 'node:crypto'
import { keyIdOf, type Signer, toPem } from '../../../lambdas/evidence/signer.ts'
import type { CheckName, Phase } from './checks.ts'

/** Only the first is one: what nobody looked at has not passed. */
export type Result = 'passed' | 'failed' | 'not checked here' | 'not yet'

export type CheckResult = {
  check: CheckName
  /** What was looked at, as the table `Statements`; empty where the check says it. */
  subject: string
  requirement: string
  expected: string
  found: string
  result: Result
  at: string
}

/** `passed with deviations`: some was not checked, and the operator says why that is acceptable. */
export type Verdict = 'passed' | 'passed with deviations' | 'incomplete' | 'failed'

export type Report = {
  cairn: 'qualification-1'
  phase: Phase
  deployment: { where: string; region: string; names: { [variable: string]: string } }
  by: { name: string; caller: string }
  began: string
  ended: string
  versions: { cairn: string; commit: string | null; node: string; platform: string }
  /** Of the synthesized templates that the operator named; what is deployed is not read back. */
  templates: { folder: string | null; files: { file: string; sha256: string }[] }
  checks: CheckResult[]
  verdict: Verdict
  deviations: string | null
  /** What stays in the deployment. */
  remains: string[]
}

export type Signature = { text: string; signature: string; publicKey: string }
/** Any report of somebody, at its end. */
type Signable = { by: Report['by']; ended: string }
export type SignedFile<Of> = { report: Of; sha256: string; signed: Signature | null; unsigned: string | null }
export type ReportFile = SignedFile<Report>

export const MEANING = 'I have run these checks, and this is what was found.'

export function verdictOf(checks: readonly Pick<CheckResult, 'result'>[], deviations: string | null): Verdict {
  if (checks.length === 0 || checks.some(({ result }) => result === 'failed')) return 'failed'
  if (checks.every(({ result }) => result === 'passed')) return 'passed'
  return deviations === null ? 'incomplete' : 'passed with deviations'
}

const shaOf = (report: unknown) => hash('sha256', JSON.stringify(report), 'hex')

/** @param signer none where the caller has no key, which `unsigned` says */
export async function toReportFile<Of extends Signable>(
  report: Of,
  signer: Signer | string,
  meaning = MEANING,
): Promise<SignedFile<Of>> {
  const sha256 = shaOf(report)
  if (typeof signer === 'string') return { report, sha256, signed: null, unsigned: signer }
  const publicKey = await signer.publicKey()
  const text = JSON.stringify({
    cairn: 'qualification-signature-1',
    report: sha256,
    name: report.by.name,
    caller: report.by.caller,
    date: report.ended,
    meaning,
    key: keyIdOf(publicKey),
  })
  const signature = Buffer.from(await signer.sign(Buffer.from(text))).toString('base64')
  return { report, sha256, signed: { text, signature, publicKey: toPem(publicKey) }, unsigned: null }
}

/** @returns what is wrong with the file, if anything is */
export function faultOf(content: string, pem: string): string | undefined {
  const { report, sha256, signed }: Partial<ReportFile> = JSON.parse(content)
  if (shaOf(report) !== sha256) return 'The report is not the one that the hash names: it was changed.'
  if (!signed) return 'It is not signed.'
  const key = createPublicKey(pem)
  if (!verify('sha256', Buffer.from(signed.text), key, Buffer.from(signed.signature, 'base64')))
    return 'The signature is not of this key.'
  const said: { cairn?: unknown; report?: unknown } = JSON.parse(signed.text)
  const isOfThis = said.cairn === 'qualification-signature-1' && said.report === sha256
  return isOfThis ? undefined : 'The signature is of another report.'
}
