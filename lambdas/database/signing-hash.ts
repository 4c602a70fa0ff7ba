/** The hashes that calls to AWS are signed with. */
import { createHash, createHmac, createSecretKey, type Hash, type Hmac, type KeyObject } from 'node:crypto'

/** The signing key is the same bytes all day, and Node takes six times as long where it must make a key of them. */
const keys = new WeakMap<Uint8Array, KeyObject>()

function keyOf(bytes: Uint8Array): KeyObject {
  const key = keys.get(bytes) ?? createSecretKey(bytes)
  keys.set(bytes, key)
  return key
}

type Secret = string | ArrayBuffer | ArrayBufferView | undefined

/** What the SDK signs with: SHA-256, or HMAC with it where there is a secret. */
export class Sha256 {
  readonly #secret: Secret
  #hash: Hash | Hmac

  constructor(secret?: Secret) {
    this.#secret = secret
    this.#hash = this.#start()
  }

  #start(): Hash | Hmac {
    const secret = this.#secret
    if (secret === undefined) return createHash('sha256')
    if (typeof secret === 'string') return createHmac('sha256', secret)
    if (secret instanceof Uint8Array) return createHmac('sha256', keyOf(secret))
    throw new Error('The SDK signs with a text or with bytes.')
  }

  update(data: Uint8Array): void {
    this.#hash.update(data)
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }

  reset(): void {
    this.#hash = this.#start()
  }
}
