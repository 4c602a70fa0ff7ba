/** A text of somebody else in a line of ours: it is seen, has its own direction, and turns nothing beside it. */
import type { ReactNode } from 'react'
import { balanced, seen } from '../language/bidi.ts'

type ValueProps = { children: string | null | undefined; className?: string; title?: string }

export const Value = ({ children, ...rest }: ValueProps): ReactNode => (
  <bdi {...rest}>{balanced(seen(children ?? ''))}</bdi>
)
