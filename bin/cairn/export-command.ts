/** The commands that export a tenant's statements, and verify what was exported. */

import { writeDocuments } from '../../lambdas/lake/export/documents.ts'
import { writeExport } from '../../lambdas/lake/export/export.ts'
import { FORMATS, isFormat } from '../../lambdas/lake/export/formats.ts'
import { type ExportScope, fromManifestFile, MANIFEST, type Manifest } from '../../lambdas/lake/export/manifest.ts'
import { verifyTarget } from '../../lambdas/lake/export/verify.ts'
import { endOfDay, startOfDay } from '../../lambdas/lake/maintenance/days.ts'
import { ENV, VERSION } from '../../lambdas/runtime/names.ts'
import { consistentThroughAt } from '../../lambdas/statements/batch/consistent-through.ts'
import type { TenantId } from '../../lambdas/tenancy/tenant-id.ts'
import { showProgress } from '../terminal/progress.ts'
import { type Command, existingTenant, type Input, type Outcome, textOf, type Values } from './command.ts'
import { connect, type Deployment } from './deployment.ts'
import { exportDocuments, findOlderDocuments } from './export-documents.ts'
import { exportFilters, FILTER_OPTIONS, FILTERS_HELP, givenFilter } from './export-filters.ts'
import { exportPages } from './export-pages.ts'
import { targetOf } from './export-targets.ts'
import { Failure, UsageError } from './failure.ts'
import { DAYS, dayOption } from './lake-days.ts'

const number = (value: number) => value.toLocaleString('en-US')

const NOTES = {
  csv: [
    'A cell that a spreadsheet would run, or that begins with an apostrophe, has an apostrophe in front: one taken away, it is as it was sent. Numbers, booleans and times have none.',
    'An empty cell is NULL, "" is an empty text; lists and maps are JSON. The column raw holds the exact statement.',
  ],
  jsonl: ['Each line is the exact text of a statement; a line break between its tokens is a blank.'],
  parquet: ['The columns are those of the lake; raw holds the exact statement.'],
}

export const exportTenant: Command = {
  usage:
    'export --tenant TENANT --format jsonl|csv|parquet --out FOLDER|s3://BUCKET/PREFIX [filters] [--with-documents] [--resume]',
  summary: "writes a tenant's statements to a folder or bucket, with a manifest",
  details: `  --tenant   whose statements
  --format   jsonl: the exact texts; csv, parquet: the columns of the lake, and the exact text in raw
  --out      an empty or new folder, or s3://bucket/prefix
  --from     the first day of storing, as 2026-11-21, in UTC; the first of all without it
  --to       the last day; up to now without it
${FILTERS_HELP}
  --with-documents  also all documents (states, profiles of activities and agents), whatever the filters say
  --older    looks first through the whole table Documents, once, for documents from before they could be listed
  --resume   goes on with an export that was interrupted; say the same options as before

  Filters mean what they mean in GET statements; voided statements are left out, voiding ones are not. It reads the
  store itself. The manifest names the files with their counts, bytes and hashes: cairn export verify checks them.`,
  options: {
    ...{ tenant: { type: 'string' }, format: { type: 'string' }, out: { type: 'string' }, resume: { type: 'boolean' } },
    ...{ 'with-documents': { type: 'boolean' }, older: { type: 'boolean' } },
    ...DAYS,
    ...FILTER_OPTIONS,
  },
  takes: [0, 0],
  recorded: { act: 'export.made', tenant: 'option' },
  async run(deployment, { values }) {
    const target = targetOf(required(values, 'out'))
    const tenant = await existingTenant(deployment, required(values, 'tenant'))
    const scope = scopeOf(deployment, tenant, values)
    const withDocuments = values['with-documents'] === true
    if (withDocuments && !deployment.hasDocuments) throw new Failure('Set DOCUMENTS_TABLE too, for --with-documents.')
    const found = await target.get(MANIFEST)
    const isEmpty = found === undefined && (await target.list()).length === 0
    let manifest =
      values.resume === true
        ? resumed(found && fromManifestFile(found), { ...scope, withDocuments }, target.name)
        : begun(deployment, { ...scope, withDocuments }, { name: target.name, isEmpty })
    const shown = showProgress((seconds) => progressOf(manifest, seconds))
    try {
      const pages = exportPages(deployment, tenant, exportFilters(manifest))
      for await (manifest of writeExport(pages, target, manifest));
      if (withDocuments) {
        if (values.older === true) await findOlderDocuments(deployment, tenant)
        for await (manifest of writeDocuments(exportDocuments(deployment, tenant), target, manifest));
      }
    } catch (error) {
      throw new Failure('The export was interrupted; the same command with --resume goes on.', { cause: error })
    } finally {
      shown.end()
    }
    const { statements, files, bytes, documents, documentFiles = [] } = manifest
    const others = documents === undefined ? '' : ` and ${number(documents)} documents`
    const count = number(files.length + documentFiles.length)
    const text = `Exported ${number(statements)} statements${others} to ${count} files with ${number(bytes)} bytes in ${target.name}.`
    const { format, through } = manifest
    const told = {
      what: {
        out: target.name,
        format,
        through,
        count: statements,
        filters: Object.keys(manifest.filter),
        ...(documents !== undefined && { documents }),
      },
    }
    return { text, json: { out: target.name, ...manifest }, told }
  },
}

/** @throws UsageError */
function required(values: Values, name: string): string {
  const text = textOf(values, name)
  if (!text) throw new UsageError(`Say --${name}. See cairn export --help`)
  return text
}

function scopeOf({ clock }: Deployment, tenant: TenantId, values: Values): ExportScope {
  const format = required(values, 'format')
  if (!isFormat(format)) throw new UsageError(`There is no format ${format}: ${Object.keys(FORMATS).join(', ')}.`)
  const [from, to] = [dayOption(values, 'from'), dayOption(values, 'to')]
  if (from !== undefined && to !== undefined && from > to) throw new UsageError(`--from ${from} is after --to ${to}.`)
  const now = consistentThroughAt(clock.now())
  const through = to === undefined ? now : Math.min(now, endOfDay(to))
  return {
    ...{ tenant, format, filter: givenFilter(values) },
    ...(from !== undefined && { from: new Date(startOfDay(from)).toISOString() }),
    through: new Date(through).toISOString(),
  }
}

type Asked = ExportScope & { withDocuments: boolean }

function begun(
  { names }: Deployment,
  { withDocuments, ...scope }: Asked,
  target: { name: string; isEmpty: boolean },
): Manifest {
  if (!target.isEmpty) throw new Failure(`${target.name} is not empty: choose another, or go on there with --resume.`)
  const began = new Date().toISOString()
  const source = names[ENV.statementsTable] ?? ''
  const nothing = { isComplete: false, statements: 0, bytes: 0, files: [] }
  return {
    cairn: VERSION,
    source,
    ...scope,
    began,
    ...nothing,
    notes: NOTES[scope.format],
    ...(withDocuments && DOCUMENTS),
  }
}

const DOCUMENTS = { documents: 0, documentFiles: [] }

/** Its own end stays: statements that were stored since are no part of it. */
function resumed(manifest: Manifest | undefined, { withDocuments, ...scope }: Asked, name: string): Manifest {
  if (manifest === undefined) throw new Failure(`There is no export in ${name} to go on with.`)
  if (manifest.isComplete) throw new Failure(`The export in ${name} is complete.`)
  const asked = ({ tenant, format, filter, from }: ExportScope) => JSON.stringify([tenant, format, filter, from])
  if (asked(manifest) !== asked(scope) || withDocuments !== (manifest.documentFiles !== undefined))
    throw new Failure(
      `The export in ${name} is of other statements, another format, or with documents where this is not.`,
    )
  return manifest
}

function progressOf({ tenant, statements, files, bytes, documents = 0 }: Manifest, seconds: number): string {
  const rate = number(Math.round(statements / Math.max(seconds, 1)))
  return `Exporting ${tenant}: ${number(statements)} statements in ${number(files.length)} files, ${number(documents)} documents, ${number(bytes)} bytes, ${rate} a second`
}

export const verifyExport: Command = {
  usage: 'export verify FOLDER|s3://BUCKET/PREFIX',
  summary: 'compares an export with its manifest: files, bytes, hashes, counts',
  details: `  Exit code 1 on a difference. It needs no Cairn that runs: all it compares is in the export. A bucket is looked for
  in AWS with --stack, or where no Cairn runs here.`,
  takes: [1, 1],
  async runAlone(input) {
    const isInBucket = input.args[0]?.startsWith('s3://') === true
    if (isInBucket && textOf(input.values, 'stack') === undefined) await connect(undefined).catch(() => undefined)
    return verify(input)
  },
}

async function verify({ args: [out = ''] }: Input): Promise<Outcome> {
  const target = targetOf(out)
  let now = MANIFEST
  const shown = showProgress((seconds) => `Verifying ${now}: ${number(seconds)} s`)
  try {
    const { manifest, differences } = await verifyTarget(target, ({ name }) => {
      now = name
    })
    const lines = differences.map(({ file, problem }) => `${file} ${problem}`)
    const { files: some = [], documentFiles = [], statements = 0, documents } = manifest ?? {}
    const files = [...some, ...documentFiles]
    const others = documents === undefined ? '' : ` and ${number(documents)} documents`
    const summary = `Verified ${number(files.length)} files with ${number(statements)} statements${others}: ${number(differences.length)} differences.`
    const json = { files: files.length, statements, ...(documents !== undefined && { documents }), differences }
    return { text: [...lines, summary].join('\n'), json, ...(differences.length > 0 && { code: 1 }) }
  } finally {
    shown.end()
  }
}
