/** ALCOA+. */
import type { Control } from './control.ts'

export const ALCOA: readonly Control[] = [
  {
    id: 'Attributable',
    asks: 'Who did it, and which system says so',
    by: ['attributed', 'changes-recorded', 'signed-in'],
    duty: 'One credential for each sender; senders must identify the learner truly',
  },
  {
    id: 'Legible',
    asks: 'Readable, by people too, for as long as it is kept',
    by: ['copies-given', 'readable-after-upgrades'],
    duty: 'Keep exports readable where you archive them',
  },
  {
    id: 'Contemporaneous',
    asks: 'Recorded when it happened',
    by: ['dated-by-the-system'],
    duty: 'See that senders send at once: compare `timestamp` with `stored`',
  },
  {
    id: 'Original',
    asks: 'The first record, or a true copy',
    by: ['sent-as-stored', 'never-overwritten', 'voided-not-deleted'],
    duty: 'Say which system has the original',
  },
  {
    id: 'Accurate',
    asks: 'Free of errors; changes are seen',
    by: ['invalid-refused', 'tampering-named'],
    duty: 'Content of the right meaning is the sender’s',
  },
  {
    id: 'Complete',
    asks: 'Nothing is left out or deleted',
    by: ['whole-or-not', 'digested', 'reads-recorded', 'watched'],
    duty: 'Compare with the sender what it meant to send',
  },
  {
    id: 'Consistent',
    asks: 'In a sequence that can be followed, dated throughout',
    by: ['dated-by-the-system', 'no-lost-change', 'digested'],
    duty: 'Clocks of senders',
  },
  {
    id: 'Enduring',
    asks: 'Lasts as long as it must',
    by: ['kept-and-restorable', 'evidence-locked', 'retained', 'person-erased'],
    duty: 'Retention times, and copies outside of the account',
  },
  {
    id: 'Available',
    asks: 'At hand for review when asked for',
    by: ['copies-given', 'trail-readable', 'watched', 'restore-rehearsed'],
    duty: 'People who know how to ask',
  },
  {
    id: 'Traceable',
    asks: 'Each change can be followed from the origin on',
    by: ['changes-recorded', 'voided-not-deleted', 'proved-offline'],
    duty: 'Link records of your other systems',
  },
]
