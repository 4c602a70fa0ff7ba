/** The certificate of a case: what was done, who asked and approved, what had to stay and why, what backups hold until when. */
import type { Case } from '../cases/case.ts'
import { signedChangesOf } from '../evidence/changes.ts'
import { type CertificateParts, putSigned, type SignedCertificate } from '../removal/certificate.ts'
import type { TenantId } from '../tenancy/tenant-id.ts'
import type { RewritingProgress } from './rewriting-progress-item.ts'

export const caseCertificateKey = (tenant: TenantId, caseId: string) => `certificates/${tenant}/${caseId}.json`

/** For so many days after the end copies of what was removed can be met, by those who may restore or replay. */
export type Backups = { what: string; days: number /** Where it is of such cases alone. */; kind?: Case['kind'] }[]

const DAY_MS = 86_400_000

export function certifyCase(
  parts: CertificateParts & { backups: Backups },
  tenant: TenantId,
  one: Case,
  { began, counts }: RewritingProgress,
): Promise<SignedCertificate> {
  const { kept, records, ...done } = counts
  const until = (days: number) => new Date(parts.now() + days * DAY_MS).toISOString()
  return putSigned(parts, caseCertificateKey(tenant, one.id), {
    form: 'cairn-case-1',
    tenant,
    case: one.id,
    kind: one.kind,
    ...(one.kind === 'erasure' && { way: one.erasure.way, persons: one.erasure.persons }),
    ...(one.kind === 'retention' && { past: one.retention.at, rules: one.retention.rules.map(({ id }) => id) }),
    prepared: one.prepared,
    ...(one.decided && { approved: one.decided }),
    began,
    done: { ...done, records: signedChangesOf(records) },
    kept: Object.entries(kept).map(([because, count]) => ({ because, count })),
    backups: parts.backups
      .filter(({ kind = one.kind }) => kind === one.kind)
      .map(({ what, days }) => ({ what, until: until(days) })),
  })
}
