/** EU GMP Annex 11, the text of 2011. */
import { type Control, NO_SIGNATURES } from './control.ts'

export const ANNEX_11: readonly Control[] = [
  {
    id: '1 Risk management',
    asks: 'Validation and controls follow from a documented assessment of the risk',
    by: [],
    duty: 'Assess your use; start from the [risks of the system](qualification/requirements.md#risks)',
  },
  {
    id: '2 Personnel',
    asks: 'Process owner, system owner, QA and IT work together and are trained',
    by: [],
    duty: 'All of it',
  },
  {
    id: '3 Suppliers',
    asks: 'Agreements with suppliers, their competence assessed, documentation reviewed',
    by: [],
    duty: 'Assess AWS, and us: all source, tests and decisions are open to you',
  },
  {
    id: '4 Validation',
    asks: 'Life cycle documents, requirements traced to tests, evidence of testing, data transfers checked',
    by: ['qualifiable', 'invalid-refused', 'copies-given'],
    duty: 'User requirements and PQ are yours; take requirements, trace, IQ and OQ from here',
  },
  {
    id: '5 Data',
    asks: 'Data that are exchanged are checked on their way in and processed right',
    by: ['invalid-refused', 'whole-or-not', 'sent-as-stored'],
    duty: 'See that senders act on refusals: what is refused is not stored',
  },
  {
    id: '6 Accuracy checks',
    asks: 'Critical data that are typed in are checked a second time',
    by: [],
    duty: 'In the system where they are typed',
    open: 'Approval by a second person',
  },
  {
    id: '7 Data storage',
    asks: 'Data are safe from damage and can be read throughout; backups are made, and restoring is tested',
    by: ['kept-and-restorable', 'restore-rehearsed', 'readable-after-upgrades', 'encrypted', 'tampering-named'],
    duty: 'Rehearse the restore at validation and from time to time: [restore.md](restore.md)',
  },
  {
    id: '8 Printouts',
    asks: 'Clear copies on paper, which show what was changed since the first entry',
    by: ['copies-given', 'voided-not-deleted'],
    duty: 'Print exports; a statement never changes, and a voided one is marked as such',
    open: 'No print layout of records',
  },
  {
    id: '9 Audit trails',
    asks: 'By risk: a trail of changes and deletions with the reason, readable, reviewed regularly',
    by: ['changes-recorded', 'recorded-or-not-done', 'trail-readable', 'digested'],
    duty: 'Review it regularly, and record the review',
    open: 'A reason is asked for a suspension only. No record of reviews',
  },
  {
    id: '10 Change and configuration management',
    asks: 'Changes of the system are made in a controlled way',
    by: ['changes-recorded', 'readable-after-upgrades', 'qualifiable'],
    duty: 'Deploy by your change control; run IQ and OQ after each deployment',
  },
  {
    id: '11 Periodic evaluation',
    asks: 'It is evaluated from time to time whether the system is still valid',
    by: ['tampering-named', 'trail-readable'],
    duty: 'Do it; `cairn verify`, `cairn audit` and the reports of `cairn qualify` are what to look at',
  },
  {
    id: '12 Security',
    asks: 'Access is limited; who may what is recorded when given, changed and ended; who entered data is recorded',
    by: [
      'signed-in',
      'limited-rights',
      'kept-secrets',
      'changes-recorded',
      'attributed',
      'reads-recorded',
      'discreet-logs',
    ],
    duty: 'Decide and review rights, and those in AWS',
  },
  {
    id: '13 Incident management',
    asks: 'Incidents are reported, assessed, and their cause found',
    by: ['watched', 'attempts-recorded'],
    duty: 'Give the alarms an action; do the rest',
  },
  {
    id: '14 Electronic signature',
    asks: 'Signatures are as binding as by hand, permanently linked, and dated',
    by: [],
    duty: 'Sign in the system that approves',
    open: NO_SIGNATURES,
  },
  { id: '15 Batch release', asks: 'Only a qualified person certifies a batch', by: [], duty: 'Not what Cairn is for' },
  {
    id: '16 Business continuity',
    asks: 'There is a way to go on when the system is down, and it was tested',
    by: ['whole-or-not', 'kept-and-restorable', 'restore-rehearsed'],
    duty: 'Senders must keep what was not confirmed and send it again; write and test the plan',
  },
  {
    id: '17 Archiving',
    asks: 'Archived data are checked to be accessible, readable and whole, also after changes of the system',
    by: ['copies-given', 'readable-after-upgrades', 'tampering-named', 'evidence-locked'],
    duty: 'Keep exports as long as you must, and check them: `cairn export verify`',
  },
]
