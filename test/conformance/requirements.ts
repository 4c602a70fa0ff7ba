/** Every requirement that is tested, in the order of the coverage table. */
import { ACTIVITIES_AGENTS } from './activities-agents.ts'
import { ALTERNATE_SYNTAX } from './alternate-syntax.ts'
import { ATTACHMENTS } from './attachments.ts'
import { DOCUMENTS } from './documents.ts'
import { FIDELITY } from './fidelity.ts'
import { HTTP } from './http.ts'
import { PARAMETERS } from './parameters.ts'
import { RELATED } from './related.ts'
import type { Requirement } from './requirement.ts'
import { SET_BY_LRS } from './set-by-lrs.ts'
import { SIGNATURES } from './signatures.ts'
import { STATEMENT_RULES, STORED_AND_NOT } from './statement-rules.ts'
import { STATEMENTS_READING } from './statements-reading.ts'
import { STATEMENTS_WRITING } from './statements-writing.ts'
import { VOIDING } from './voiding.ts'

export const REQUIREMENTS: Requirement[] = [
  ...STATEMENT_RULES,
  STORED_AND_NOT,
  ...STATEMENTS_WRITING,
  ...SET_BY_LRS,
  ...FIDELITY,
  ...STATEMENTS_READING,
  ...RELATED,
  ...PARAMETERS,
  ...VOIDING,
  ...ATTACHMENTS,
  ...SIGNATURES,
  ...DOCUMENTS,
  ...ACTIVITIES_AGENTS,
  ...ALTERNATE_SYNTAX,
  ...HTTP,
]
