/** The members of a tenant, as a file wants them. */
import type { Member } from '../administration.ts'
import { done, type Planning, type Rest, type Step } from './step.ts'

const shown = ({ subject, role, name }: Pick<Member, 'subject' | 'role' | 'name'>) =>
  `member ${subject}: ${role}${name === undefined ? '' : ` (${name})`}`

export async function memberSteps(
  { administration, isPruning, issuer: given }: Planning,
  { wanted: { id: tenant, members }, isNew }: Rest,
): Promise<Step[]> {
  if (members === undefined) return []
  const issuer = await administration.issuer(given)
  // Those of another issuer are other people.
  const found = isNew ? [] : (await administration.members(tenant)).filter((member) => member.issuer === issuer)
  const said = given === undefined ? {} : { issuer: given }
  const bySubject = new Map(found.map((member) => [member.subject, member]))
  const steps = members.flatMap(({ subject, role, name = bySubject.get(subject)?.name }): Step[] => {
    const before = bySubject.get(subject)
    if (before?.role === role && before.name === name) return []
    const after = { role, ...(name !== undefined && { name }) }
    const lines = [...(before ? [`- ${shown(before)}`] : []), `+ ${shown({ subject, ...after })}`]
    return [{ tenant, lines, perform: ({ putMember }) => done(putMember(tenant, subject, { ...after, ...said })) }]
  })
  if (!isPruning) return steps
  const kept = new Set(members.map(({ subject }) => subject))
  const others = found.filter(({ subject }) => !kept.has(subject))
  return [
    ...steps,
    ...others.map((member): Step => {
      const { subject } = member
      const perform: Step['perform'] = ({ removeMember }) => done(removeMember(tenant, { subject, ...said }))
      return { tenant, lines: [`- ${shown(member)}`], isPruning: true, perform }
    }),
  ]
}
