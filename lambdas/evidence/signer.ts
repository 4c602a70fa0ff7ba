/** The port to the key that signs heads: ECDSA on P-256 with SHA-256. It never leaves where it is. */
import { hash } from 'node:crypto'

export type Signer = {
  /** The public key, DER as SubjectPublicKeyInfo. */
  publicKey(): Promise<Uint8Array>
  /** @returns the signature of the message, DER */
  sign(message: Uint8Array): Promise<Uint8Array>
}

/** What a head calls the key by. */
export const keyIdOf = (publicKey: Uint8Array): string => hash('sha256', publicKey, 'hex')

export const toPem = (publicKey: Uint8Array): string => {
  const lines =
    Buffer.from(publicKey)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN PUBLIC KEY-----\n${lines.join('\n')}\n-----END PUBLIC KEY-----\n`
}

/** Where the vault keeps the public keys that heads were signed with. */
export const publicKeyKey = (keyId: string) => `keys/${keyId}.pem`
