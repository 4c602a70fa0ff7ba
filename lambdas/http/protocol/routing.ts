/** Joins a route table and its resources: which handler serves a method, and which scope it needs. */
import type { Scope } from '../../tenancy/scopes.ts'
import type { MethodHandler, Resource, Resources } from './resource.ts'

/** `none` is for everybody, with or without credentials and whatever the version header says. */
export type RouteScope = Scope | 'none'
export type ScopedRoute = {
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE' | 'PATCH'
  path: string
  /** What a credential needs to call it. */
  scope: RouteScope
}

/** All paths of an API begin with its base, in lower case. */
export type RouteTable = { base: string; routes: readonly ScopedRoute[] }

/** `reads`: it changes nothing. */
export type Operation = { scope: RouteScope; reads: boolean; handle: MethodHandler }
export type RoutedResource = Omit<Resource, 'handlers'> & { name: string; operations: ReadonlyMap<string, Operation> }
export type RoutedResources = ReadonlyMap<string, RoutedResource>

/** @throws where a resource has a method that the table lacks: nobody would know who may call it. */
export function routeResources(table: RouteTable, resources: Resources): RoutedResources {
  return new Map(
    Array.from(resources, ([name, { handlers, ...resource }]) => [
      name,
      { ...resource, name, operations: operationsOf(table, name, handlers) },
    ]),
  )
}

/** In the order in which `Allow` lists the methods. */
function operationsOf({ base, routes }: RouteTable, name: string, handlers: Resource['handlers']) {
  const operations = new Map<string, Operation>()
  const add = (method: ScopedRoute['method'], handle: MethodHandler) => {
    const path = `${base}/${name}`
    const route = routes.find((each) => each.method === method && each.path === path)
    if (route === undefined) throw new Error(`The route table has no ${method} ${path}.`)
    operations.set(method, { scope: route.scope, reads: method === 'GET' || method === 'HEAD', handle })
  }
  if (handlers.GET) add('HEAD', handlers.GET)
  for (const [method, handle] of Object.entries(handlers)) add(method as keyof typeof handlers, handle)
  return operations
}

/**
 * The resource's name below the base (`statements`, `activities/state`): clients are configured with and without a
 * slash at the end and join with another, and a redirect would lose the body, so repeated and last slashes don't count.
 * Nor does the letter case of the base: people type `xAPI`, as the standard is spelt.
 */
export function resourceNameOf(base: string, path: string): string {
  const below = path.replace(/\/{2,}/g, '/').replace(/\/$/, '')
  const isBelow = below.slice(0, base.length + 1).toLowerCase() === `${base}/`
  return isBelow ? below.slice(base.length + 1) : ''
}
