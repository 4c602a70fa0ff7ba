/** The rows of holds on records, finer than the hold of a whole tenant. */
import { type AdminRoute, DRY_RUN, PAGED } from './route.ts'

const PATH = '/tenants/{tenant}/holds'
const HOLD = { meaning: 'The hold', schema: 'RecordsHold' } as const

export const HOLD_ROUTES = [
  {
    method: 'GET',
    path: PATH,
    operationId: 'listHolds',
    summary: 'What may not be removed: by person, activity or registration',
    may: ['owner', 'admin', 'auditor'],
    parameters: PAGED,
    answers: { 200: { meaning: 'A page of holds', schema: 'RecordsHolds' } },
  },
  {
    method: 'POST',
    path: PATH,
    operationId: 'holdRecords',
    summary: 'Holds records: no rule, no erasure and no approval removes what it meets',
    may: ['owner', 'admin'],
    request: 'NewRecordsHold',
    answers: { 201: { ...HOLD, headers: ['Location'] } },
    problems: [409],
  },
  {
    method: 'GET',
    path: `${PATH}/{hold}`,
    operationId: 'getHold',
    summary: 'One hold',
    may: ['owner', 'admin', 'auditor'],
    answers: { 200: HOLD },
    isTagged: true,
  },
  {
    method: 'DELETE',
    path: `${PATH}/{hold}`,
    operationId: 'releaseRecords',
    summary: 'Lifts a hold; nothing goes by that alone',
    may: ['owner', 'admin'],
    parameters: [
      DRY_RUN,
      { name: 'reason', schema: 'Reason', meaning: 'Why, for the audit trail; required unless `dryRun`' },
    ],
    answers: { 200: { meaning: 'What would be lifted', schema: 'RecordsHold' }, 204: { meaning: 'It is lifted' } },
    isTagged: true,
  },
] as const satisfies readonly AdminRoute[]
