/** The resources that exist in the stacks, checked against what the runner supports, with their properties resolved. */
import { Failure } from '../failure.ts'
import type { JsonObject, Resource, Stack } from './assembly.ts'
import { createResolvers, exists } from './intrinsics.ts'
import { readProperty } from './property-schema.ts'
import { arnOf, type LogicalResource, nameOf, type Resolver } from './resource-names.ts'
import { FILE_DEPLOYMENT } from './site-resources.ts'
import { SUPPORTED_RESOURCES } from './supported-resources.ts'

/** `path` is `<stack>.<logical id>`, for messages. */
export type CheckedResource = LogicalResource & { properties: JsonObject; path: string }

const RESOURCE_ATTRIBUTES = new Set([
  'Type',
  'Properties',
  'Condition',
  'DependsOn',
  'Metadata',
  'DeletionPolicy',
  'UpdateReplacePolicy',
])

/** Functions that carry out what CloudFormation asks of CDK's own resources, with their rights: here the runner does that itself. */
function providersOf(resolver: Resolver): Set<string> {
  const { stack, resolve } = resolver
  const all = Object.entries(stack.template.Resources ?? {})
  const property = ({ Properties }: Resource, name: string) => resolve(Properties?.[name], stack.name)
  const withArn = (arns: unknown[]) =>
    all.filter(([id, resource]) => IDENTIFIED.has(resource.Type) && arns.includes(arnOf({ resolver, id, resource })))
  const deployments = all.filter(([, { Type }]) => Type === FILE_DEPLOYMENT)
  const functions = withArn(deployments.map(([, resource]) => property(resource, 'ServiceToken')))
  const roles = withArn(functions.map(([, resource]) => property(resource, 'Role')))
  const names = roles.map(([id, resource]) => nameOf({ resolver, id, resource }))
  const policies = all.filter(
    ([, resource]) =>
      resource.Type === 'AWS::IAM::Policy' && names.includes(String((property(resource, 'Roles') as string[])[0])),
  )
  return new Set([...functions, ...roles, ...policies].map(([id]) => id))
}

const IDENTIFIED = new Set(['AWS::Lambda::Function', 'AWS::IAM::Role'])

/** Throws one Failure that names everything the runner does not support. */
export function checkResources(stacks: readonly Stack[]): CheckedResource[] {
  const problems: string[] = []
  const resources = createResolvers(stacks).flatMap((resolver) => checkStack(resolver, problems))
  if (problems.length > 0) throw new Failure(problems.join('\n'))
  return resources
}

function checkStack(resolver: Resolver, problems: string[]): CheckedResource[] {
  const resources: CheckedResource[] = []
  const providers = providersOf(resolver)
  for (const [id, resource] of Object.entries(resolver.stack.template.Resources ?? {})) {
    if (providers.has(id)) continue
    const path = `${resolver.stack.name}.${id}`
    if (!exists(resolver, resource)) continue
    for (const attribute of Object.keys(resource)) {
      if (!RESOURCE_ATTRIBUTES.has(attribute))
        problems.push(`${path}.${attribute}: the local runner does not know this attribute`)
    }
    const schema = SUPPORTED_RESOURCES[resource.Type]
    if (!schema) {
      problems.push(`${path}: the local runner does not know the resource type ${resource.Type}`)
      continue
    }
    if (schema.kind === 'ignored') continue
    const reader = { resolver, problems }
    const properties = readProperty(schema, resource.Properties ?? {}, `${path}.Properties`, reader) as JsonObject
    resources.push({ id, resource, resolver, properties, path })
  }
  return resources
}
