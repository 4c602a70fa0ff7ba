/** What the templates say of the issuer of the people who sign in: the clients of the user pool. */
import { REGION } from './account.ts'
import type { CheckedResource } from './checked-resources.ts'
import { attributeOf, referenceOf } from './resource-names.ts'

export type IssuerClient = {
  id: string
  /** The paths that it may be sent back to, by the local issuer on this machine alone. */
  paths: string[]
  scopes: string[]
}
/** `addresses`: those of the pool and its sign-in page on AWS, which the local issuer stands in for. */
export type IssuerTemplate = { clients: IssuerClient[]; addresses: string[] }

/** Undefined where the templates have no user pool: then the deployment's issuer is somewhere else. */
export function toIssuerTemplate(resources: readonly CheckedResource[]): IssuerTemplate | undefined {
  const ofType = (type: string) => resources.filter(({ resource }) => resource.Type === type)
  if (ofType('AWS::Cognito::UserPool').length === 0) return undefined
  const addresses = [
    ...ofType('AWS::Cognito::UserPool').map((pool) => String(attributeOf(pool, 'ProviderURL', pool.path))),
    ...ofType('AWS::Cognito::UserPoolDomain').map(signInPage),
  ]
  return { clients: ofType('AWS::Cognito::UserPoolClient').map(toClient), addresses }
}

/** In templates the name stands that `Ref` gives, and not the one that the stack's id makes. */
const signInPage = (domain: CheckedResource) => `https://${referenceOf(domain)}.auth.${REGION}.amazoncognito.com`

function toClient(client: CheckedResource): IssuerClient {
  const addresses = (client.properties.CallbackURLs ?? []) as string[]
  const paths = addresses.map((address) => new URL(address).pathname)
  const scopes = (client.properties.AllowedOAuthScopes ?? []) as string[]
  return { id: referenceOf(client), paths: [...new Set(paths)], scopes }
}
