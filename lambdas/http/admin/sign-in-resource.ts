/** How to sign in: what a program needs to know before anybody has. None of it is secret. */
import type { Issuer } from '../../tenancy/people/issuer.ts'
import { forAll, type Operations } from './call.ts'
import { json } from './json-body.ts'

export const signInOperations = (known: Issuer | undefined): Operations => ({
  getSignIn: forAll(async () => {
    if (known === undefined) return json(200, {})
    const { issuer, audience, clients = [] } = known
    return json(200, {
      issuer,
      ...(clients[0] !== undefined && { clientId: clients[0] }),
      ...(audience !== undefined && { audience }),
    })
  }),
})
