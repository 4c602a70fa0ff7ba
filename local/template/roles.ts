/** Who may do what by the templates: the roles with all their policies, and the policies of resources themselves. */
import { Failure } from '../failure.ts'
import type { JsonObject } from './assembly.ts'
import type { CheckedResource } from './checked-resources.ts'
import { arnOf, nameOf } from './resource-names.ts'

export type Policy = { name: string; document: JsonObject }
/** `trust`: who may take it on. */
export type Role = { name: string; arn: string; policies: Policy[]; trust: JsonObject }
/** By the ARN of the bucket, table or key, or of the role that is taken on. */
export type ResourcePolicies = { [arn: string]: JsonObject }

export function toRoles(resources: readonly CheckedResource[]): Role[] {
  const ofType = (type: string) => resources.filter(({ resource }) => resource.Type === type)
  const attached = ofType('AWS::IAM::Policy')
  const managed = ofType('AWS::IAM::ManagedPolicy')
  return ofType('AWS::IAM::Role').map((role) => {
    const name = nameOf(role)
    const isAttached = ({ properties }: CheckedResource) => ((properties.Roles ?? []) as string[]).includes(name)
    const named = ((role.properties.ManagedPolicyArns ?? []) as string[]).map((arn) => {
      const policy = managed.find((one) => arnOf(one) === arn)
      if (policy === undefined)
        throw new Failure(
          `${role.path}.Properties.ManagedPolicyArns: the local runner does not know what ${arn} allows`,
        )
      return policy
    })
    const others = new Set([...named, ...[...attached, ...managed].filter(isAttached)])
    const trust = (role.properties.AssumeRolePolicyDocument ?? {}) as JsonObject
    return { name, arn: arnOf(role), policies: [...inlinePolicies(role), ...[...others].map(toPolicy)], trust }
  })
}

const inlinePolicies = ({ properties }: CheckedResource): Policy[] =>
  ((properties.Policies ?? []) as { PolicyName: string; PolicyDocument: JsonObject }[]).map((policy) => ({
    name: policy.PolicyName,
    document: policy.PolicyDocument,
  }))

const toPolicy = ({ id, properties }: CheckedResource): Policy => ({
  name: String(properties.PolicyName ?? properties.ManagedPolicyName ?? id),
  document: properties.PolicyDocument as JsonObject,
})

export function toResourcePolicies(resources: readonly CheckedResource[]): ResourcePolicies {
  return Object.fromEntries(
    resources.flatMap((one) => {
      const { properties, resource } = one
      if (resource.Type === 'AWS::IAM::Role') {
        const { AssumeRolePolicyDocument: trust } = properties
        return trust === undefined ? [] : [[arnOf(one), trust as JsonObject]]
      }
      if (resource.Type === 'AWS::S3::BucketPolicy')
        return [[`arn:aws:s3:::${String(properties.Bucket)}`, properties.PolicyDocument as JsonObject]]
      if (resource.Type === 'AWS::KMS::Key') return [[arnOf(one), properties.KeyPolicy as JsonObject]]
      const [replica] = (properties.Replicas ?? []) as JsonObject[]
      const own = (properties.ResourcePolicy ?? replica?.ResourcePolicy) as JsonObject | undefined
      return own === undefined ? [] : [[arnOf(one), own.PolicyDocument as JsonObject]]
    }),
  )
}

/** Policies for people whom no template knows: what they allow depends on tags of whoever calls. */
export const toTaggedPolicies = (resources: readonly CheckedResource[]): Policy[] =>
  resources
    .filter(({ resource }) => resource.Type === 'AWS::IAM::ManagedPolicy')
    .filter(({ properties }) => JSON.stringify(properties.PolicyDocument).includes('${aws:PrincipalTag/'))
    .map(toPolicy)
