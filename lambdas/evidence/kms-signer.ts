/** A key of AWS KMS. */
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { throwUnavailable } from '../database/unavailable.ts'
import type { Signer } from './signer.ts'

/** @param KeyId the id or ARN of a key of the kind ECC_NIST_P256 that signs */
export function createKmsSigner(KeyId: string): Signer {
  const requestHandler = new NodeHttpHandler({ connectionTimeout: 2_000, requestTimeout: 10_000 })
  const client = new KMSClient({ maxAttempts: 5, requestHandler })
  let known: Promise<Uint8Array> | undefined
  const read = async () => {
    const { PublicKey } = await throwUnavailable(client.send(new GetPublicKeyCommand({ KeyId })))
    return PublicKey ?? missing('public key')
  }
  return {
    publicKey() {
      known ??= read()
      return known
    },
    async sign(Message) {
      const input = { KeyId, Message, MessageType: 'RAW', SigningAlgorithm: 'ECDSA_SHA_256' } as const
      const { Signature } = await throwUnavailable(client.send(new SignCommand(input)))
      return Signature ?? missing('signature')
    },
  }
}

function missing(what: string): never {
  throw new Error(`KMS answered without a ${what}.`)
}
