/** What a verification can find, in the words that an auditor is told. */

export type Problem =
  | 'changed'
  | 're-dated'
  | 'missing'
  | 'added'
  | 'not erased'
  | 'erased by no case'
  | 'digest missing'
  | 'digest altered'
  | 'leaves missing'
  | 'leaves altered'
  | 'openings missing'
  | 'openings altered'
  | 'entries missing'
  | 'entries altered'
  | 'no entry'
  | 'head missing'
  | 'head altered'
  | 'signature wrong'
  | 'chain broken'
  | 'gap in time'
  | 'certificate missing'
  | 'certificate altered'
  | 'changes altered'
  | 'rewritten leaves altered'
  | 'document changed'
  | 'document missing'
  | 'document added'

/** `id` and `sequence`: of the record, where it is about one; of the case, where it is about that. */
export type Finding = {
  problem: Problem
  hour: string
  tenant?: string
  source?: string
  id?: string
  sequence?: string
}

/** A record that is missing at its place and stands at another one was moved: one finding, not two. */
export function joinMoved(findings: readonly Finding[]): Finding[] {
  const placeOf = ({ tenant, source, id }: Finding) => `${source}/${tenant}/${id}`
  const missing = new Map(
    findings.filter(({ problem, id }) => problem === 'missing' && id).map((one) => [placeOf(one), one]),
  )
  const moved = new Set<Finding>()
  const joined = findings.map((one) => {
    const from = one.problem === 'added' && one.id ? missing.get(placeOf(one)) : undefined
    if (from === undefined) return one
    moved.add(from)
    return { ...one, problem: 're-dated' as const, hour: from.hour }
  })
  return joined.filter((one) => !moved.has(one))
}
