/** The rows of cases: the erasure of a person, and what is past its time. */
import { type AdminRoute, PAGED } from './route.ts'

const PATH = '/tenants/{tenant}/cases'
const CASE = { meaning: 'The case', schema: 'Case' } as const

export const CASE_ROUTES = [
  {
    method: 'GET',
    path: PATH,
    operationId: 'listCases',
    summary: 'The cases of a tenant, the newest first',
    may: ['owner', 'admin', 'auditor'],
    parameters: PAGED,
    answers: { 200: { meaning: 'A page of cases', schema: 'Cases' } },
  },
  {
    method: 'POST',
    path: PATH,
    operationId: 'prepareCase',
    summary: 'Prepares a case and begins to count what it would do; nothing is removed before it is approved',
    may: ['owner', 'admin'],
    request: 'NewCase',
    answers: { 201: { ...CASE, headers: ['Location'] } },
    problems: [409],
  },
  {
    method: 'GET',
    path: `${PATH}/{case}`,
    operationId: 'getCase',
    summary: 'One case, with its counts, and with who is meant until it has ended',
    may: ['owner', 'admin', 'auditor'],
    answers: { 200: CASE },
    isTagged: true,
  },
  {
    method: 'POST',
    path: `${PATH}/{case}/count`,
    operationId: 'countCase',
    summary: 'Goes on counting, for some seconds; from the start where holds or rules have changed',
    may: ['owner', 'admin'],
    request: 'Recount',
    answers: { 200: CASE },
    problems: [409],
  },
  {
    method: 'POST',
    path: `${PATH}/{case}/approve`,
    operationId: 'approveCase',
    summary: 'Approves a case: from now on it is carried out. An erasure needs another person than prepared it',
    may: ['owner', 'admin'],
    request: 'CaseDecision',
    answers: { 200: CASE },
    problems: [409],
  },
  {
    method: 'POST',
    path: `${PATH}/{case}/reject`,
    operationId: 'rejectCase',
    summary: 'Rejects a case: nothing of it is done',
    may: ['owner', 'admin'],
    request: 'CaseDecision',
    answers: { 200: CASE },
    problems: [409],
  },
  {
    method: 'POST',
    path: `${PATH}/{case}/withdraw`,
    operationId: 'withdrawCase',
    summary: 'Takes a case back, by who prepared it',
    may: ['owner', 'admin'],
    request: 'CaseDecision',
    answers: { 200: CASE },
    problems: [409],
  },
  {
    method: 'GET',
    path: `${PATH}/{case}/certificate`,
    operationId: 'getCaseCertificate',
    summary: 'What was done, signed with the key of the evidence',
    may: ['owner', 'admin', 'auditor'],
    answers: { 200: { meaning: 'The text that is signed, and its signature', schema: 'CaseCertificate' } },
  },
] as const satisfies readonly AdminRoute[]
