/** An issuer of access tokens without HTTP: real keys and signatures, and a set of public keys that a test can change. */
import {
  exportJWK,
  type GenerateKeyPairResult,
  generateKeyPair,
  type JSONWebKeySet,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose'

export const ISSUER = 'https://issuer.example.org'
export const AUDIENCE = 'https://lrs.example.org'

/** What differs from a right token; what is undefined is left out. */
type Values = { [name: string]: unknown }
type PrivateKey = GenerateKeyPairResult['privateKey']
export type Made = { header?: Values; claims?: Values; key?: PrivateKey | Uint8Array }

/** @param now by which its tokens are made, in milliseconds since 1970 */
export async function openTokenIssuer(now: () => number) {
  let keys: (GenerateKeyPairResult & { kid: string })[] = []
  let isDown = false
  let fetches = 0

  const addKey = async (kid: string, algorithm = 'RS256') => {
    keys = [{ kid, ...(await generateKeyPair(algorithm, { extractable: true })) }, ...keys]
  }
  await addKey('first')
  const newest = () => {
    const [key] = keys
    if (key === undefined) throw new Error('The issuer has no key.')
    return key
  }

  return {
    addKey,
    newest,
    withdrawOldKeys: () => {
      keys = [newest()]
    },
    fail: (down: boolean) => {
      isDown = down
    },
    fetches: () => fetches,
    fetchKeys: async (): Promise<JSONWebKeySet> => {
      fetches++
      if (isDown) throw new Error('The issuer is down.')
      const each = keys.map(async ({ kid, publicKey }) => ({ ...(await exportJWK(publicKey)), kid, use: 'sig' }))
      return { keys: await Promise.all(each) }
    },
    /** A token that is right, but for what a test says. */
    token: ({ header, claims, key }: Made = {}): Promise<string> => {
      const seconds = Math.floor(now() / 1000)
      const right = { iss: ISSUER, aud: AUDIENCE, sub: 'ada', client_id: 'console', iat: seconds, exp: seconds + 300 }
      const protectedHeader: JWTHeaderParameters = withoutUndefined({
        alg: 'RS256',
        typ: 'at+jwt',
        kid: newest().kid,
        ...header,
      })
      const payload: JWTPayload = withoutUndefined({ ...right, ...claims })
      return new SignJWT(payload).setProtectedHeader(protectedHeader).sign(key ?? newest().privateKey)
    },
  }
}

const withoutUndefined = (values: Values) => JSON.parse(JSON.stringify(values))
