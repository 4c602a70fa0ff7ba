/** What the templates say of the issuer of the people who sign in: the clients of the user pool. */
import type { CheckedResource } from './checked-resources.ts'
import { referenceOf } from './resource-names.ts'

export type IssuerClient = {
  id: string
  /** The paths that it may be sent back to, by the local issuer on this machine alone. */
  paths: string[]
}
export type IssuerTemplate = { clients: IssuerClient[] }

/** Undefined where the templates have no user pool: then the deployment's issuer is somewhere else. */
export function toIssuerTemplate(resources: readonly CheckedResource[]): IssuerTemplate | undefined {
  const ofType = (type: string) => resources.filter(({ resource }) => resource.Type === type)
  if (ofType('AWS::Cognito::UserPool').length === 0) return undefined
  return { clients: ofType('AWS::Cognito::UserPoolClient').map(toClient) }
}

function toClient(client: CheckedResource): IssuerClient {
  const addresses = (client.properties.CallbackURLs ?? []) as string[]
  const paths = addresses.map((address) => new URL(address).pathname)
  return { id: referenceOf(client), paths: [...new Set(paths)] }
}
