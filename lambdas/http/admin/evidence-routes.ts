/** The rows of evidence: for a tenant's own eyes, and to hand out. */
import { type AdminRoute, PAGED, type QueryParameter } from './route.ts'

const PATH = '/tenants/{tenant}/evidence'
const MAY = ['owner', 'admin', 'auditor'] as const

const HOURS: readonly QueryParameter[] = [
  { name: 'from', schema: 'Hour', meaning: 'The first hour; a day before `to` if left out' },
  { name: 'to', schema: 'Hour', meaning: 'The last hour; now if left out' },
]

export const EVIDENCE_ROUTES = [
  {
    method: 'GET',
    path: `${PATH}/digests`,
    operationId: 'listDigests',
    summary: 'What was digested of a tenant, hour by hour',
    may: MAY,
    parameters: [
      ...HOURS,
      {
        name: 'source',
        schema: 'EvidenceSource',
        meaning: 'statements, or audit for the trail; statements if left out',
      },
      ...PAGED,
    ],
    answers: { 200: { meaning: 'A page of digests', schema: 'Digests' } },
  },
  {
    method: 'GET',
    path: `${PATH}/heads`,
    operationId: 'listHeads',
    summary: 'The signed heads, hour by hour; they are over all tenants and name none',
    may: MAY,
    parameters: [...HOURS, ...PAGED],
    answers: { 200: { meaning: 'A page of heads', schema: 'Heads' } },
  },
  {
    method: 'GET',
    path: `${PATH}/head`,
    operationId: 'getHead',
    summary: 'A head as a file to keep or hand out',
    may: MAY,
    parameters: [
      { name: 'hour', schema: 'Hour', meaning: 'Of this hour; the newest if left out' },
      { name: 'since', schema: 'Hour', meaning: 'An older head: with what shows that nothing was rewritten since' },
    ],
    answers: { 200: { meaning: 'The file', schema: 'HeadFile' } },
    problems: [409],
  },
  {
    method: 'GET',
    path: `${PATH}/key`,
    operationId: 'getEvidenceKey',
    summary: 'The public key that heads are signed with; compare it with what KMS says',
    may: MAY,
    parameters: [
      { name: 'key', schema: 'KeyHash', meaning: 'The one that a head names; that of the newest head if left out' },
    ],
    answers: { 200: { meaning: 'The key', schema: 'EvidenceKey' } },
    problems: [409],
  },
  {
    method: 'GET',
    path: '/tenants/{tenant}/statements/{id}/proof',
    operationId: 'getProof',
    summary: 'The proof that a statement has not changed, for somebody who has the public key alone',
    may: MAY,
    answers: { 200: { meaning: 'The file', schema: 'ProofFile' } },
    problems: [409],
  },
] as const satisfies readonly AdminRoute[]
