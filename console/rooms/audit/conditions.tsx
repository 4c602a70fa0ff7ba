/** What statements must have to be met by a hold or a rule: those conditions that it has, each with its name. */
import type { ReactNode } from 'react'
import { Value } from '../../parts/value.tsx'

export function Conditions({ of }: { of: readonly (readonly [name: string, value: string | undefined])[] }): ReactNode {
  return (
    <ul className="audit-plain">
      {of.map(
        ([name, value]) =>
          value !== undefined && (
            <li key={name}>
              <span className="small muted">{name}</span> <Value>{value}</Value>
            </li>
          ),
      )}
    </ul>
  )
}
