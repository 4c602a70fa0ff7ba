/** The regulations that the control matrix answers. */
import { ALCOA } from './alcoa.ts'
import { ANNEX_11 } from './annex11.ts'
import type { Regulation } from './control.ts'
import { PART_11 } from './part11.ts'

export const REGULATIONS: readonly Regulation[] = [
  {
    title: '21 CFR Part 11',
    about: 'Electronic records and signatures, Food and Drug Administration.',
    file: 'docs/part11.md',
    controls: PART_11,
  },
  {
    title: 'EU GMP Annex 11',
    about:
      'Computerised systems, EudraLex volume 4, the text of 2011. The draft of July 2025 (17 sections, with more on audit trails, identities, security and suppliers) is not what this page follows.',
    file: 'docs/annex11.md',
    controls: ANNEX_11,
  },
  {
    title: 'ALCOA+',
    about: 'The attributes of good records that inspectors ask for.',
    file: 'docs/alcoa.md',
    controls: ALCOA,
  },
]
