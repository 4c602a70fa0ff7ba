/** Signatures of signed statements, verified with `jose`. */
import type { X509Certificate } from 'node:crypto'

/**
 * Whether the certificate's key made the signature of a compact JWS (RFC 7515). Keys of less than 2048 bits don't count.
 * `jose` is loaded at the first signed statement and not on top: those are rare, cold starts are not.
 */
export async function verifyJws(jws: string, certificate: X509Certificate, algorithm: string): Promise<boolean> {
  const { compactVerify } = await import('jose')
  return compactVerify(jws, certificate.publicKey, { algorithms: [algorithm] }).then(
    () => true,
    () => false,
  )
}
