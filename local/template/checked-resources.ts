/** The resources that exist in the stacks, checked against what the runner supports, with their properties resolved. */
import { Failure } from '../failure.ts'
import type { JsonObject, Stack } from './assembly.ts'
import { createResolvers, exists } from './intrinsics.ts'
import { readProperty } from './property-schema.ts'
import type { LogicalResource, Resolver } from './resource-names.ts'
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

/** Throws one Failure that names everything the runner does not support. */
export function checkResources(stacks: readonly Stack[]): CheckedResource[] {
  const problems: string[] = []
  const resources = createResolvers(stacks).flatMap((resolver) => checkStack(resolver, problems))
  if (problems.length > 0) throw new Failure(problems.join('\n'))
  return resources
}

function checkStack(resolver: Resolver, problems: string[]): CheckedResource[] {
  const resources: CheckedResource[] = []
  for (const [id, resource] of Object.entries(resolver.stack.template.Resources ?? {})) {
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
