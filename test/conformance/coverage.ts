import { BOTH, RESOURCES } from './requirement.ts'
import { REQUIREMENTS } from './requirements.ts'

const HEADER = ['Resource', ...BOTH.map((version) => `Checks ${version}`), 'Requirements (`nnn` is `XAPI-00nnn`)']

/** What the conformance rows cover, as lines of a Markdown table. */
export function coverageTable(): string {
  const rows = RESOURCES.flatMap((resource) => {
    const of = REQUIREMENTS.filter((requirement) => requirement.resource === resource)
    if (of.length === 0) return []
    const counts = BOTH.map((version) => of.filter(({ versions }) => versions.includes(version)).length)
    const ids = [...new Set(of.map(({ id }) => id.replace(/^XAPI-00/, '')))].sort()
    return [[resource, ...counts, ids.join(', ')]]
  })
  const totals = BOTH.map((version) => REQUIREMENTS.filter(({ versions }) => versions.includes(version)).length)
  const lines = [HEADER, HEADER.map(() => '---'), ...rows, ['**All**', ...totals, '']]
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n')
}
