import type { Json, JsonObject, Resource, Stack } from './assembly.ts'
import { Failure } from './failure.ts'
import { attributeOf, referenceOf } from './identity.ts'

export const REGION = 'us-east-1'
export const ACCOUNT = '000000000000'

/** Gives the value that CloudFormation would put in place of an expression of one stack's template. */
export type Resolver = {
  stack: Stack
  /** `undefined` stands for `AWS::NoValue`: the property is left out. */
  resolve(value: Json | undefined, path: string): Json | undefined
  exists(resource: Resource): boolean
}

/** One resolver per stack; together they know each other's exports. */
export function createResolvers(stacks: readonly Stack[]): Resolver[] {
  const resolvers = stacks.map((stack) => createResolver(stack, importValue))
  function importValue(name: string, path: string): Json | undefined {
    for (const resolver of resolvers) {
      for (const [id, output] of Object.entries(resolver.stack.template.Outputs ?? {})) {
        const at = `${resolver.stack.name}.Outputs.${id}`
        const exported = (output.Export as JsonObject | undefined)?.Name
        if (exported !== undefined && resolver.resolve(exported, at) === name) return resolver.resolve(output.Value, at)
      }
    }
    throw new Failure(`${path}: no stack exports ${name}`)
  }
  return resolvers
}

type Evaluate = (argument: Json, path: string) => Json | undefined

function createResolver(stack: Stack, importValue: (name: string, path: string) => Json | undefined): Resolver {
  const { template } = stack
  const pseudo: Record<string, string | undefined> = {
    'AWS::Region': REGION,
    'AWS::AccountId': ACCOUNT,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack.name,
    'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${stack.name}/local`,
    'AWS::NoValue': undefined,
  }

  function resolve(value: Json | undefined, path: string): Json | undefined {
    if (typeof value === 'string' && value.includes('{{resolve:')) {
      throw new Failure(`${path}: the local runner does not know dynamic references (${value})`)
    }
    if (value === undefined || value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) {
      return value.map((item, i) => resolve(item, `${path}[${i}]`)).filter((item) => item !== undefined)
    }
    const [name, ...others] = Object.keys(value)
    if (
      name !== undefined &&
      others.length === 0 &&
      (name.startsWith('Fn::') || name === 'Ref' || name === 'Condition')
    ) {
      const evaluate = functions[name]
      if (evaluate) return evaluate(value[name] as Json, path)
      if (name.startsWith('Fn::')) throw new Failure(`${path}: the local runner does not know ${name}`)
    }
    const result: JsonObject = {}
    for (const [key, item] of Object.entries(value)) {
      const resolved = resolve(item, `${path}.${key}`)
      if (resolved !== undefined) result[key] = resolved
    }
    return result
  }

  function reference(name: string, path: string): Json | undefined {
    if (name in pseudo) return pseudo[name]
    const parameter = template.Parameters?.[name]
    if (parameter) {
      if (parameter.Default !== undefined) return parameter.Default
      throw new Failure(`${path}: the parameter ${name} has no default, and nobody to ask for it`)
    }
    return referenceOf(self, name, resourceOf(name, path))
  }

  function resourceOf(name: string, path: string): Resource {
    const resource = template.Resources?.[name]
    if (!resource) throw new Failure(`${path}: the template has no ${name}`)
    return resource
  }

  function attribute(argument: Json, path: string): Json {
    const [name = '', ...rest] = typeof argument === 'string' ? argument.split('.') : (argument as string[])
    return attributeOf(self, name, resourceOf(name, path), rest.join('.'), path)
  }

  function text(value: Json | undefined, path: string): string {
    const resolved = resolve(value, path)
    if (resolved === undefined || resolved === null || typeof resolved === 'object') {
      throw new Failure(`${path}: a text is needed here`)
    }
    return String(resolved)
  }

  function list(value: Json | undefined, path: string): Json[] {
    const resolved = resolve(value, path)
    if (!Array.isArray(resolved)) throw new Failure(`${path}: a list is needed here`)
    return resolved
  }

  function substitute(argument: Json, path: string): string {
    const [pattern, variables] = (Array.isArray(argument) ? argument : [argument, {}]) as [string, JsonObject]
    return pattern.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`
      if (name in variables) return text(variables[name], path)
      return name.includes('.') ? text(attribute(name, path), path) : text(reference(name, path), path)
    })
  }

  function condition(value: Json | undefined, path: string): boolean {
    if (typeof value === 'string') {
      const named = template.Conditions?.[value]
      if (named === undefined) throw new Failure(`${path}: the template has no condition ${value}`)
      return condition(named, `${stack.name}.Conditions.${value}`)
    }
    return resolve(value, path) === true
  }

  const functions: Record<string, Evaluate | undefined> = {
    Ref: (name, path) => reference(name as string, path),
    Condition: (name, path) =>
      template.Conditions?.[name as string] === undefined ? undefined : condition(name, path),
    'Fn::GetAtt': attribute,
    'Fn::Join': (argument, path) => {
      const [separator, items] = argument as [string, Json]
      return list(items, path)
        .map((item) => text(item, path))
        .join(separator)
    },
    'Fn::Sub': substitute,
    'Fn::Select': (argument, path) => {
      const [index, items] = argument as [Json, Json]
      return list(items, path)[Number(text(index, path))]
    },
    'Fn::Split': (argument, path) => {
      const [separator, whole] = argument as [string, Json]
      return text(whole, path).split(separator)
    },
    'Fn::ImportValue': (name, path) => importValue(text(name, path), path),
    'Fn::FindInMap': (argument, path) => {
      const [map, first, second] = (argument as Json[]).map((item) => text(item, path)) as [string, string, string]
      const found = template.Mappings?.[map]?.[first]?.[second]
      if (found === undefined) throw new Failure(`${path}: the mapping ${map} has no ${first}.${second}`)
      return found
    },
    'Fn::If': (argument, path) => {
      const [name, yes, no] = argument as [Json, Json, Json]
      return resolve(condition(name, path) ? yes : no, path)
    },
    'Fn::Equals': (argument, path) => {
      const [left, right] = (argument as Json[]).map((item) => resolve(item, path))
      return JSON.stringify(left) === JSON.stringify(right)
    },
    'Fn::Not': (argument, path) => !condition((argument as Json[])[0], path),
    'Fn::And': (argument, path) => (argument as Json[]).every((item) => condition(item, path)),
    'Fn::Or': (argument, path) => (argument as Json[]).some((item) => condition(item, path)),
  }

  const self: Resolver = {
    stack,
    resolve,
    exists: (resource) =>
      resource.Condition === undefined ||
      condition(resource.Condition, `${stack.name}.Conditions.${resource.Condition}`),
  }
  return self
}
