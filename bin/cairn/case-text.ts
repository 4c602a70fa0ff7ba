/** A case in lines: what it is, what it would do, and what stays all the same. */
import { table } from './command.ts'
import type { Case } from './retaining.ts'

export function caseText(one: Case): string {
  const { id, kind, state, prepared, decided, erasure, retention, preview, run } = one
  const rows = [
    ['case', id],
    ['kind', kind + (erasure === undefined ? '' : `, ${erasure.way === 'remove' ? 'records go' : 'by a pseudonym'}`)],
    ['state', state],
    ['prepared', `${prepared.at} by ${prepared.by.id}: ${prepared.reason}`],
    ...(decided === undefined ? [] : [['decided', `${decided.at} by ${decided.by.id}: ${decided.reason ?? '-'}`]]),
    ...(retention === undefined ? [] : [['past at', retention.at]]),
    ...(run === undefined ? [] : [['run', run.ended ?? run.failure?.what ?? run.progress ?? `since ${run.began}`]]),
    ['statements', `${preview.isComplete ? '' : 'at least '}${preview.affected} of ${preview.statements} looked at`],
    ...(preview.documents === undefined ? [] : [['documents', `${preview.documents} of the person's own`]]),
    ...(preview.unreadable === undefined ? [] : [['unreadable', `${preview.unreadable} blocks of statements`]]),
    ...(preview.next === undefined ? [] : [['next', `something else is past its time on ${preview.next}`]]),
  ]
  const width = Math.max(...rows.map(([what = '']) => what.length))
  const lines = rows.map(([what = '', value = '']) => `${what.padEnd(width)}  ${value}`)
  return [lines.join('\n'), ...monthsOf(one), ...keptOf(one), ...examplesOf(one)].join('\n\n')
}

function monthsOf({ preview: { months } }: Case): string[] {
  if (months.length === 0) return []
  const rows = months.map(({ month, rule = '-', count }) => [month, rule, String(count)])
  return [table(['STORED', 'RULE', 'WOULD GO'], rows)]
}

function keptOf({ preview: { kept } }: Case): string[] {
  if (kept.length === 0) return []
  const rows = kept.map(({ by, id, why, count, first = '-', last = '-' }) => [
    String(count),
    `${by} ${id}`,
    first === last ? first : `${first} to ${last}`,
    why,
  ])
  return [table(['KEPT', 'BY', 'UNTIL', 'WHY'], rows)]
}

function examplesOf({ preview: { examples } }: Case): string[] {
  if (examples.length === 0) return []
  return [
    table(
      ['EXAMPLE', 'STORED', 'VERB'],
      examples.map(({ id, stored, verb }) => [id, stored, verb]),
    ),
  ]
}
