/** The keys of the local issuer: made once for a home, so that tokens outlive a restart. */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { replaceFile } from '../home/durable-file.ts'

/** `signing` is private; `cookies` sign the cookies of whoever signs in. */
export type IssuerSecrets = { signing: JWK; cookies: string }

export async function readSecrets(file: string): Promise<IssuerSecrets> {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'))
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const kid = randomBytes(8).toString('hex')
  const signing = { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' }
  const secrets = { signing, cookies: randomBytes(32).toString('base64url') }
  replaceFile(file, JSON.stringify(secrets), 0o600)
  return secrets
}
