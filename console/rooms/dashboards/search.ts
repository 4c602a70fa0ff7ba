/** What the address says of this room. */
import type { RawSearch } from '../../shell/search.ts'

export type Search = Record<never, never>

export const readSearch = (_: RawSearch): Search => ({})
