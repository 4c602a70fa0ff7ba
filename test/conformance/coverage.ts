/** Counts the checks by resource and version, for the table of docs/conformance.md. */
import { BOTH, RESOURCES, type Resource } from './requirement.ts'
import { REQUIREMENTS } from './requirements.ts'

/** The checks by resource: the table's short form. */
export function coverageSummary(): string {
  const lines = [
    ['Resource', ...BOTH],
    ['---', '--:', '--:'],
    ...RESOURCES.map((resource) => [resource, ...countsOf(resource)]),
  ]
  const totals = BOTH.map((version) => REQUIREMENTS.filter(({ versions }) => versions.includes(version)).length)
  return [...lines, ['**All checks**', ...totals]].map((line) => `| ${line.join(' | ')} |`).join('\n')
}

const countsOf = (resource: Resource) =>
  BOTH.map(
    (version) => REQUIREMENTS.filter((row) => row.resource === resource && row.versions.includes(version)).length,
  )

const HEADER = ['Resource', ...BOTH.map((version) => `Checks ${version}`), 'Requirements (`nnn` is `XAPI-00nnn`)']

/** What the conformance rows cover, as lines of a Markdown table. */
export function coverageTable(): string {
  const rows = RESOURCES.flatMap((resource) => {
    const of = REQUIREMENTS.filter((requirement) => requirement.resource === resource)
    if (of.length === 0) return []
    const ids = [...new Set(of.map(({ id }) => id.replace(/^XAPI-00/, '')))].sort()
    return [[resource, ...countsOf(resource), ids.join(', ')]]
  })
  const totals = BOTH.map((version) => REQUIREMENTS.filter(({ versions }) => versions.includes(version)).length)
  const lines = [HEADER, HEADER.map(() => '---'), ...rows, ['**All**', ...totals, '']]
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n')
}
