/** Resolves CloudFormation's intrinsic functions (`Ref`, `Fn::GetAtt`, `Fn::Join` ...) and its conditions. */
import { Failure } from '../failure.ts'
import { ACCOUNT, REGION } from './account.ts'
import type { Json, JsonObject, Resource, Stack } from './assembly.ts'
import { attributeOf, type LogicalResource, type Resolver, referenceOf } from './resource-names.ts'

type Scope = Resolver & { importValue(name: string, path: string): Json | undefined }
type Evaluate = (scope: Scope, argument: Json, path: string) => Json | undefined

/** One resolver for each stack; each resolves imports from the exports of the others. */
export function createResolvers(stacks: readonly Stack[]): Resolver[] {
  const scopes = stacks.map((stack) => {
    const scope: Scope = { stack, importValue, resolve: (value, path) => resolve(scope, value, path) }
    return scope
  })
  function importValue(name: string, path: string): Json | undefined {
    for (const scope of scopes) {
      for (const [id, output] of Object.entries(scope.stack.template.Outputs ?? {})) {
        const at = `${scope.stack.name}.Outputs.${id}`
        const exported = (output.Export as JsonObject | undefined)?.Name
        if (exported !== undefined && scope.resolve(exported, at) === name) return scope.resolve(output.Value, at)
      }
    }
    throw new Failure(`${path}: no stack exports ${name}`)
  }
  return scopes
}

/** Whether the resource's condition, if it has one, holds. */
export function exists(resolver: Resolver, resource: Resource): boolean {
  if (resource.Condition === undefined) return true
  return holds(resolver as Scope, resource.Condition, `${resolver.stack.name}.Conditions.${resource.Condition}`)
}

function resolve(scope: Scope, value: Json | undefined, path: string): Json | undefined {
  if (typeof value === 'string' && value.includes('{{resolve:')) {
    throw new Failure(`${path}: the local runner does not know dynamic references (${value})`)
  }
  if (value === undefined || value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) {
    return value.map((item, i) => resolve(scope, item, `${path}[${i}]`)).filter((item) => item !== undefined)
  }
  const [name = '', ...others] = Object.keys(value)
  if (others.length === 0) {
    const evaluate = FUNCTIONS[name]
    if (evaluate) return evaluate(scope, value[name] as Json, path)
    if (name.startsWith('Fn::')) throw new Failure(`${path}: the local runner does not know ${name}`)
  }
  const result: JsonObject = {}
  for (const [key, item] of Object.entries(value)) {
    const resolved = resolve(scope, item, `${path}.${key}`)
    if (resolved !== undefined) result[key] = resolved
  }
  return result
}

const FUNCTIONS: { [name: string]: Evaluate | undefined } = {
  Ref: (scope, name, path) => reference(scope, name as string, path),
  'Fn::GetAtt': (scope, argument, path) => attribute(scope, argument, path),
  'Fn::Join': (scope, argument, path) => {
    const [separator, items] = argument as [string, Json]
    return list(scope, items, path)
      .map((item) => text(scope, item, path))
      .join(separator)
  },
  'Fn::Sub': (scope, argument, path) => substitute(scope, argument, path),
  'Fn::Select': (scope, argument, path) => {
    const [index, items] = argument as [Json, Json]
    return list(scope, items, path)[Number(text(scope, index, path))]
  },
  'Fn::Split': (scope, argument, path) => {
    const [separator, whole] = argument as [string, Json]
    return text(scope, whole, path).split(separator)
  },
  'Fn::ImportValue': (scope, name, path) => scope.importValue(text(scope, name, path), path),
  'Fn::FindInMap': (scope, argument, path) => {
    const [map = '', first = '', second = ''] = (argument as Json[]).map((item) => text(scope, item, path))
    const found = scope.stack.template.Mappings?.[map]?.[first]?.[second]
    if (found === undefined) throw new Failure(`${path}: the mapping ${map} has no ${first}.${second}`)
    return found
  },
  'Fn::If': (scope, argument, path) => {
    const [name, yes, no] = argument as [Json, Json, Json]
    return scope.resolve(holds(scope, name, path) ? yes : no, path)
  },
  'Fn::Equals': (scope, argument, path) => {
    const [left, right] = (argument as Json[]).map((item) => scope.resolve(item, path))
    return JSON.stringify(left) === JSON.stringify(right)
  },
  'Fn::Not': (scope, argument, path) => !holds(scope, (argument as Json[])[0], path),
  'Fn::And': (scope, argument, path) => (argument as Json[]).every((item) => holds(scope, item, path)),
  'Fn::Or': (scope, argument, path) => (argument as Json[]).some((item) => holds(scope, item, path)),
}

function pseudoParameterOf(stack: string, name: string): { value: string | undefined } | undefined {
  const values: { [name: string]: string | undefined } = {
    'AWS::Region': REGION,
    'AWS::AccountId': ACCOUNT,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack,
    'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${stack}/local`,
    'AWS::NoValue': undefined,
  }
  return name in values ? { value: values[name] } : undefined
}

function reference(scope: Scope, name: string, path: string): Json | undefined {
  const pseudoParameter = pseudoParameterOf(scope.stack.name, name)
  if (pseudoParameter) return pseudoParameter.value
  const parameter = scope.stack.template.Parameters?.[name]
  if (!parameter) return referenceOf(resourceOf(scope, name, path))
  if (parameter.Default !== undefined) return parameter.Default
  throw new Failure(`${path}: the parameter ${name} has no default, and nobody to ask for it`)
}

function attribute(scope: Scope, argument: Json, path: string): Json {
  const [id = '', ...rest] = typeof argument === 'string' ? argument.split('.') : (argument as string[])
  return attributeOf(resourceOf(scope, id, path), rest.join('.'), path)
}

function resourceOf(scope: Scope, id: string, path: string): LogicalResource {
  const resource = scope.stack.template.Resources?.[id]
  if (!resource) throw new Failure(`${path}: the template has no ${id}`)
  return { resolver: scope, id, resource }
}

function text(scope: Scope, value: Json | undefined, path: string): string {
  const resolved = scope.resolve(value, path)
  if (resolved === undefined || resolved === null || typeof resolved === 'object') {
    throw new Failure(`${path}: a text is needed here`)
  }
  return String(resolved)
}

function list(scope: Scope, value: Json | undefined, path: string): Json[] {
  const resolved = scope.resolve(value, path)
  if (!Array.isArray(resolved)) throw new Failure(`${path}: a list is needed here`)
  return resolved
}

function substitute(scope: Scope, argument: Json, path: string): string {
  const [pattern, variables] = (Array.isArray(argument) ? argument : [argument, {}]) as [string, JsonObject]
  return pattern.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`
    if (name in variables) return text(scope, variables[name], path)
    return String(name.includes('.') ? attribute(scope, name, path) : reference(scope, name, path))
  })
}

/** A condition is given by its name, as `{ "Condition": name }`, or as an expression. */
function holds(scope: Scope, value: Json | undefined, path: string): boolean {
  const name = typeof value === 'object' && value !== null && !Array.isArray(value) ? value.Condition : value
  if (typeof name !== 'string') return scope.resolve(value, path) === true
  const condition = scope.stack.template.Conditions?.[name]
  if (condition === undefined) throw new Failure(`${path}: the template has no condition ${name}`)
  return holds(scope, condition, `${scope.stack.name}.Conditions.${name}`)
}
