/** The commands that qualify a deployment, and write a signed report of it. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createKmsSigner } from '../../lambdas/evidence/kms-signer.ts'
import { ENV, VERSION } from '../../lambdas/runtime/names.ts'
import { showProgress } from '../terminal/progress.ts'
import { type Command, type Input, type Outcome, table, textOf, type Values } from './command.ts'
import type { Deployment } from './deployment.ts'
import { Failure, UsageError } from './failure.ts'
import { operatorOf } from './operator-trail.ts'
import { qualifyWhatFollows } from './qualification/after-storing.ts'
import type { Phase } from './qualification/checks.ts'
import { qualifyInstallation } from './qualification/installation.ts'
import { qualifyOperation } from './qualification/operation.ts'
import { endKey, makeKey, makeTenant } from './qualification/oq-tenants.ts'
import { faultOf, type Report, toReportFile, verdictOf } from './qualification/report.ts'
import { writePdf } from './qualification/report-pdf.ts'
import { type Ask, createRun } from './qualification/run.ts'
import { readTemplates } from './qualification/templates.ts'
import { type Key, senderOf } from './qualification/xapi-sender.ts'

const WAIT_SECONDS = 300

const OPTIONS = {
  by: { type: 'string' },
  out: { type: 'string' },
  accept: { type: 'string' },
  templates: { type: 'string' },
  'signing-key': { type: 'string' },
} as const

const OPTION_LINES = `  --by           the name of the operator, which stands in the signature
  --out          the report's files, without their ends: FILE.json and FILE.pdf; qualification-iq (or -oq) without it
  --accept       why it is acceptable that something could not be checked: it stands in the report as deviations
  --templates    the folder of the synthesized templates, whose hashes are told; cdk.out without it
  --signing-key  the key of the evidence, by id or ARN: with --stack its name is not known

  Exit code 0 only if all passed, or what was not checked is accepted. docs/qualification.md says how to use it.`

export const qualifyIq: Command = {
  usage: 'qualify iq --by NAME [--out FILE] [--accept REASON] [--templates FOLDER] [--signing-key KEY]',
  summary: 'checks that a deployment is installed as specified, and writes a signed report',
  details: `${OPTION_LINES}\n\n  It reads what AWS says of tables, buckets, stream and key, and changes nothing.`,
  options: OPTIONS,
  takes: [0, 0],
  run: (deployment, input) =>
    qualify('iq', { deployment, input }, async (ask) => {
      const templates = readTemplates(textOf(input.values, 'templates'))
      const signingKey = signingKeyOf(deployment, input.values)
      await qualifyInstallation(deployment, { templates, signingKey }, ask)
      return []
    }),
}

export const qualifyOq: Command = {
  usage:
    'qualify oq --by NAME [--endpoint URL] [--wait SECONDS] [--out FILE] [--accept REASON] [--templates FOLDER] [--signing-key KEY]',
  summary: 'checks that a deployment works as specified, in tenants of its own, and writes a signed report',
  details: `${OPTION_LINES}
  --endpoint  as xAPI clients are configured with it: the output CairnApi.Endpoint; on the local runner it is known
  --wait      how long to wait for the trail and the lake, each: ${WAIT_SECONDS}

  It makes two tenants, oq-TIME and oq-TIME-other. Their few records remain: no command deletes records yet.`,
  options: { ...OPTIONS, endpoint: { type: 'string' }, wait: { type: 'string' } },
  takes: [0, 0],
  run: (deployment, input) => qualify('oq', { deployment, input }, (ask) => operate(deployment, input, ask)),
}

export const verifyQualification: Command = {
  usage: 'qualify verify FILE.json --key KEY.pem',
  summary: 'checks the hash and the signature of a report',
  details: '  --key  the public key of the deployment: cairn evidence key, or aws kms get-public-key',
  options: { key: { type: 'string' } },
  takes: [1, 1],
  runAlone: (input) => verify(input),
}

async function verify({ args: [file = ''], values }: Input): Promise<Outcome> {
  const key = textOf(values, 'key')
  if (key === undefined) throw new UsageError('Say with which key: --key KEY.pem')
  const fault = faultOf(readFileSync(file, 'utf8'), readFileSync(key, 'utf8'))
  return { text: fault ?? 'TRUE: the report is as it was signed.', json: { fault: fault ?? null }, code: fault ? 1 : 0 }
}

type Called = { deployment: Deployment; input: Input }

/** @param look asks all checks, and says what remains */
async function qualify(
  phase: Phase,
  { deployment, input }: Called,
  look: (ask: Ask) => Promise<string[]>,
): Promise<Outcome> {
  const { values } = input
  const name = textOf(values, 'by')
  if (name === undefined || name.trim() === '') throw new UsageError('Say who does it: --by NAME')
  const began = new Date()
  const { results, ask } = createRun(({ result, check, subject }) =>
    process.stderr.write(`${result.padEnd(17)}${check} ${subject}\n`),
  )
  let now = ''
  const shown = showProgress((seconds) => `Looking at ${now}: ${seconds} s`)
  const shownAsk: Ask = (check, ...rest) => {
    now = check
    return ask(check, ...rest)
  }
  const remains = await look(shownAsk).finally(() => shown.end())
  const deviations = textOf(values, 'accept') ?? null
  const report: Report = {
    cairn: 'qualification-1',
    phase,
    deployment: await whereOf(deployment, values),
    by: { name, caller: await operatorOf(textOf(values, 'stack') !== undefined) },
    began: began.toISOString(),
    ended: new Date().toISOString(),
    versions: versions(),
    templates: readTemplates(textOf(values, 'templates')),
    checks: results,
    verdict: verdictOf(results, deviations),
    deviations,
    remains,
  }
  return writeReport(report, deployment, values)
}

async function writeReport(report: Report, deployment: Deployment, values: Values): Promise<Outcome> {
  const key = signingKeyOf(deployment, values)
  const file = await (key === undefined
    ? toReportFile(report, 'the key is not known: name it by --signing-key')
    : toReportFile(report, createKmsSigner(key)).catch((error: Error) => toReportFile(report, `${error.name} of KMS`)))
  const out = textOf(values, 'out') ?? `qualification-${report.phase}`
  writeFileSync(`${out}.json`, `${JSON.stringify(file, null, 2)}\n`)
  await writePdf(`${out}.pdf`, file)
  const open = report.checks.filter(({ result }) => result !== 'passed')
  const rows = open.map(({ result, check, subject, found }) => [result, `${check} ${subject}`, found])
  const signed = file.signed === null ? `Not signed: ${file.unsigned}.` : 'Signed with the key of the evidence.'
  const counts = `${report.checks.length - open.length} of ${report.checks.length} checks passed`
  return {
    text: [
      ...(rows.length === 0 ? [] : [table(['RESULT', 'CHECK', 'FOUND'], rows), '']),
      `${report.verdict.toUpperCase()}: ${counts}. ${signed} Wrote ${out}.json and ${out}.pdf.`,
    ].join('\n'),
    json: {
      verdict: report.verdict,
      sha256: file.sha256,
      signed: file.signed !== null,
      open,
      files: [`${out}.json`, `${out}.pdf`],
    },
    code: report.verdict === 'passed' || report.verdict === 'passed with deviations' ? 0 : 1,
  }
}

async function operate(deployment: Deployment, { values }: Input, ask: Ask): Promise<string[]> {
  const endpoint = endpointOf(deployment, values)
  const waitMs = secondsOf(values) * 1_000
  const place = { deployment, stack: textOf(values, 'stack') }
  const began = Date.now()
  const tenant = `oq-${new Date(began).toISOString().replaceAll(/\D/g, '').slice(0, 14)}`
  const other = `${tenant}-other`
  const made: [string, Key][] = []
  const keyOf = async (owner: string, scope: 'all' | 'statements/write') => {
    const key = await makeKey(place, owner, scope)
    made.push([owner, key])
    return key
  }
  try {
    for (const one of [tenant, other]) await makeTenant(place, one)
    const full = await keyOf(tenant, 'all')
    const send = (key: Key) => senderOf(endpoint, key)
    const senders = {
      full: send(full),
      wrong: send({ ...full, secret: 'wrong' }),
      writer: send(await keyOf(tenant, 'statements/write')),
      other: send(await keyOf(other, 'all')),
    }
    const stored = await qualifyOperation(senders, ask)
    await qualifyWhatFollows(place, { tenant, stored, began, waitMs }, ask)
  } finally {
    for (const [owner, key] of made) await endKey(place, owner, key)
  }
  return [
    `The tenant ${tenant} with a few statements and a document; its credentials are revoked.`,
    `The tenant ${other}, empty.`,
  ]
}

function secondsOf(values: Values): number {
  const seconds = Number(textOf(values, 'wait') ?? WAIT_SECONDS)
  if (!(seconds >= 0)) throw new UsageError('--wait is a number of seconds.')
  return seconds
}

const homeOf = () => resolve(process.env.CAIRN_HOME || '.cairn')

function endpointOf({ isLocal }: Deployment, values: Values): string {
  const given = textOf(values, 'endpoint')
  if (given !== undefined) return given
  if (!isLocal) throw new UsageError('Say where xAPI answers: --endpoint URL, the output CairnApi.Endpoint.')
  const { endpoint }: { endpoint?: string } = JSON.parse(readFileSync(join(homeOf(), 'endpoint.json'), 'utf8'))
  if (endpoint === undefined) throw new Failure(`Cairn does not run in ${homeOf()}.`)
  return endpoint
}

export const signingKeyOf = ({ names }: Deployment, values: Values) =>
  textOf(values, 'signing-key') ?? (names[ENV.evidenceKey] || undefined)

export async function whereOf({ names, isLocal }: Deployment, values: Values): Promise<Report['deployment']> {
  const where = textOf(values, 'stack') ?? (isLocal ? 'the local runner' : 'the names of the environment')
  return { where, region: process.env.AWS_REGION ?? 'of the profile', names }
}

export function versions(): Report['versions'] {
  const { version: node, platform, arch } = process
  return { cairn: VERSION, commit: commitOf(), node, platform: `${platform} ${arch}` }
}

/** None in a copy without git. */
function commitOf(): string | null {
  try {
    const git = (...words: string[]) =>
      execFileSync('git', words, { cwd: import.meta.dirname, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    const isChanged = git('status', '--porcelain', '--untracked-files=no') !== ''
    return `${git('rev-parse', 'HEAD').trim()}${isChanged ? ', with changes' : ''}`
  } catch {
    return null
  }
}
