/** A point of a regulation, in our words: what answers it here, what stays the customer's duty, what is not covered. */
import type { RequirementName } from './requirements.ts'

export type Control = {
  /** As the regulation calls it. */
  id: string
  asks: string
  by: readonly RequirementName[]
  /** What the customer does; there is always something. */
  duty: string
  /** What a system could do for it, and this one does not do. */
  open?: string
}

export type Regulation = { title: string; about: string; file: string; controls: readonly Control[] }

export const NO_SIGNATURES =
  'Records are not signed by people here: no signing of a record, its meaning, or re-authentication'
