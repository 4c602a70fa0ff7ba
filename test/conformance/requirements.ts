/** Every requirement that is tested, in the order of the coverage table. */
import { DOCUMENTS } from './documents.ts'
import { FIDELITY } from './fidelity.ts'
import { HTTP } from './http.ts'
import { PARAMETERS } from './parameters.ts'
import type { Requirement } from './requirement.ts'
import { SET_BY_LRS } from './set-by-lrs.ts'
import { STATEMENT_RULES } from './statement-rules.ts'
import { STATEMENTS_READING } from './statements-reading.ts'
import { STATEMENTS_WRITING } from './statements-writing.ts'
import { VOIDING } from './voiding.ts'

export const REQUIREMENTS: Requirement[] = [
  ...STATEMENT_RULES,
  ...STATEMENTS_WRITING,
  ...SET_BY_LRS,
  ...FIDELITY,
  ...STATEMENTS_READING,
  ...PARAMETERS,
  ...VOIDING,
  ...DOCUMENTS,
  ...HTTP,
]
