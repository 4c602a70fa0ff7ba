/** The commands on cases: prepared and counted, then approved by somebody else, rejected or withdrawn. */
import type { Bodies } from '../../lambdas/http/admin/bodies.ts'
import { showProgress } from '../terminal/progress.ts'
import type { Administration } from './administration.ts'
import { caseText } from './case-text.ts'
import { type AdministeringCommand, type Command, type Input, type Outcome, table, toTenant } from './command.ts'
import { UsageError } from './failure.ts'
import { PERSON_LINES, PERSON_OPTIONS, personOf, REASON, REASON_LINE, reasonOf } from './person-options.ts'
import type { Case, Decision } from './retaining.ts'

export const listCases: Command = {
  usage: 'cases list <tenant>',
  summary: 'lists the cases of a tenant, the newest first',
  takes: [1, 1],
  async administer({ cases }, { args: [text = ''] }) {
    const all = await cases(toTenant(text))
    const rows = all.map((one) => [one.id, one.kind, one.state, countOf(one), one.prepared.by.id, one.prepared.reason])
    return { text: table(['CASE', 'KIND', 'STATE', 'STATEMENTS', 'BY', 'REASON'], rows), json: all }
  },
}

const countOf = ({ preview: { affected, isComplete } }: Case) => `${isComplete ? '' : 'at least '}${affected}`

export const showCase: Command = {
  usage: 'cases show <tenant> <case>',
  summary: 'shows one case: what would go by rule and month, what stays and why, and examples',
  takes: [2, 2],
  async administer(administration, { args: [text = '', id = ''] }) {
    const one = await administration.case(toTenant(text), id)
    return { text: caseText(one), json: one }
  },
}

export const erasePerson: AdministeringCommand = {
  usage: 'cases erase <tenant> --agent AGENT... [--text TEXT]... [--pseudonym] --reason REASON',
  summary: 'prepares the erasure of a person, and counts what it would do; somebody else approves it',
  details: `${PERSON_LINES}
  --pseudonym
            a pseudonym takes the place of the person, instead of the statements going
${REASON_LINE}`,
  options: { ...PERSON_OPTIONS, ...REASON, pseudonym: { type: 'boolean' } },
  takes: [1, 1],
  async administer(administration, input) {
    const identifiers = personOf(input.values)
    if (identifiers === undefined) throw new UsageError(`Usage: cairn ${erasePerson.usage}`)
    const way = input.values.pseudonym === true ? 'pseudonym' : 'remove'
    return prepare(administration, input, { reason: reasonOf(input.values), erasure: { way, identifiers } })
  },
}

export const expireRecords: Command = {
  usage: 'cases expire <tenant> --reason REASON',
  summary: 'prepares the removal of what is past its time by the retention rules, and counts it',
  details: REASON_LINE,
  options: REASON,
  takes: [1, 1],
  administer: (administration, input) =>
    prepare(administration, input, { reason: reasonOf(input.values), retention: {} }),
}

/** Each call counts for some seconds: until all is counted. */
async function prepare(administration: Administration, input: Input, body: Bodies['NewCase']): Promise<Outcome> {
  const tenant = toTenant(input.args[0] ?? '')
  let { value: one } = await administration.prepareCase(tenant, body)
  const counting = showProgress((seconds) => `${one.preview.statements} statements counted: ${seconds} s`)
  try {
    while (!one.preview.isComplete) one = await administration.countCase(tenant, one.id)
  } finally {
    counting.end()
  }
  const next = `Next, by somebody else where two are needed: cairn cases approve ${tenant} ${one.id} --reason REASON`
  return { text: `${caseText(one)}\n\n${next}`, json: one }
}

const deciding = (to: Decision, summary: string, said: string): Command => ({
  usage: `cases ${to} <tenant> <case> --reason REASON`,
  summary,
  details: REASON_LINE,
  options: REASON,
  takes: [2, 2],
  recorded: { act: 'case.decided', tenant: 'argument' },
  async administer({ decideCase }, { args: [text = '', id = ''], values }) {
    const { value, told } = await decideCase(toTenant(text), id, { to, reason: reasonOf(values) })
    return { text: `The case ${id} is ${value.state}${said}`, json: value, ...(told && { told }) }
  },
})

export const approveCase = deciding('approve', 'approves a case: it is carried out from now on', ': it is carried out.')
export const rejectCase = deciding('reject', 'rejects a case: nothing of it is done', '.')
export const withdrawCase = deciding('withdraw', 'takes back a case that you prepared', '.')

export const showCertificate: Command = {
  usage: 'cases certificate <tenant> <case>',
  summary: 'prints what was done, signed with the key of the evidence',
  takes: [2, 2],
  async administer({ caseCertificate }, { args: [text = '', id = ''] }) {
    const signed = await caseCertificate(toTenant(text), id)
    return { text: JSON.stringify(signed), json: signed }
  },
}
