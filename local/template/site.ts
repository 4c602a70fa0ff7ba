/** What the templates say of a web site: the behaviours of its distribution, and the files of the bucket behind it. */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { Failure } from '../failure.ts'
import type { JsonObject } from './assembly.ts'
import type { CheckedResource } from './checked-resources.ts'
import { attributeOf, nameOf, referenceOf } from './resource-names.ts'
import { FILE_DEPLOYMENT } from './site-resources.ts'

export type Behaviour = {
  /** `assets/*`; of the default behaviour `*`. */
  pattern: string
  /** Put into each answer. */
  headers: { [name: string]: string }
  /** What a request passes first, in the JavaScript of CloudFront Functions. */
  onRequest?: string
  /** Whether texts are sent compressed to who takes that. */
  compresses: boolean
}
export type SiteFile = {
  /** Where it lies. */
  file: string
  cacheControl?: string
  /** What stands in for values that a deployment knows. */
  markers: { [marker: string]: string }
}
export type Site = {
  /** In the order in which they are tried. */
  behaviours: Behaviour[]
  /** By key. */
  files: Map<string, SiteFile>
}

/** AWS's own cache policy, of the two that are used here the one under which CloudFront compresses. */
const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6'

export const toSites = (resources: readonly CheckedResource[]): Site[] =>
  resources
    .filter(({ resource }) => resource.Type === 'AWS::CloudFront::Distribution')
    .map((distribution) => toSite(distribution, resources))

function toSite(distribution: CheckedResource, resources: readonly CheckedResource[]): Site {
  const config = distribution.properties.DistributionConfig as JsonObject
  const others = (config.CacheBehaviors ?? []) as JsonObject[]
  const [origin, ...more] = (config.Origins ?? []) as JsonObject[]
  if (origin === undefined || more.length > 0)
    throw new Failure(`${distribution.path}: the local runner serves sites of one origin`)
  const bucket = resources.find(
    (one) =>
      one.resource.Type === 'AWS::S3::Bucket' && attributeOf(one, 'RegionalDomainName', one.path) === origin.DomainName,
  )
  if (!bucket) throw new Failure(`${distribution.path}: the local runner serves sites of a bucket of the templates`)
  const behaviours = [...others, { ...(config.DefaultCacheBehavior as JsonObject), PathPattern: '*' }]
  return {
    behaviours: behaviours.map((one) => toBehaviour(one, resources)),
    files: filesOf(nameOf(bucket), resources),
  }
}

function toBehaviour(behaviour: JsonObject, resources: readonly CheckedResource[]): Behaviour {
  const policy = resources.find(
    (one) =>
      one.resource.Type === 'AWS::CloudFront::ResponseHeadersPolicy' &&
      referenceOf(one) === behaviour.ResponseHeadersPolicyId,
  )
  const [association] = (behaviour.FunctionAssociations ?? []) as JsonObject[]
  const fn = resources.find(
    (one) =>
      one.resource.Type === 'AWS::CloudFront::Function' &&
      attributeOf(one, 'FunctionARN', one.path) === association?.FunctionARN,
  )
  return {
    pattern: String(behaviour.PathPattern),
    headers: policy ? headersOf(policy.properties.ResponseHeadersPolicyConfig as JsonObject) : {},
    compresses: String(behaviour.Compress) === 'true' && behaviour.CachePolicyId === CACHING_OPTIMIZED,
    ...(fn && { onRequest: String(fn.properties.FunctionCode) }),
  }
}

function headersOf({ CustomHeadersConfig: custom, SecurityHeadersConfig: security }: JsonObject) {
  const items = ((custom as JsonObject | undefined)?.Items ?? []) as { Header: string; Value: string }[]
  const of = (name: string) => ((security as JsonObject | undefined)?.[name] ?? {}) as { [name: string]: string }
  const transport = of('StrictTransportSecurity')
  const headers: { [name: string]: string | undefined } = {
    ...Object.fromEntries(items.map(({ Header, Value }) => [Header, Value])),
    'Content-Security-Policy': of('ContentSecurityPolicy').ContentSecurityPolicy,
    'X-Content-Type-Options': of('ContentTypeOptions').Override === undefined ? undefined : 'nosniff',
    'X-Frame-Options': of('FrameOptions').FrameOption,
    'Referrer-Policy': of('ReferrerPolicy').ReferrerPolicy,
    'Strict-Transport-Security':
      transport.AccessControlMaxAgeSec === undefined
        ? undefined
        : `max-age=${transport.AccessControlMaxAgeSec}${transport.IncludeSubdomains ? '; includeSubDomains' : ''}`,
  }
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

function filesOf(bucket: string, resources: readonly CheckedResource[]): Map<string, SiteFile> {
  const files = new Map<string, SiteFile>()
  const deployments = resources.filter(
    ({ resource, properties }) => resource.Type === FILE_DEPLOYMENT && properties.DestinationBucketName === bucket,
  )
  for (const { properties, resolver, path: at } of deployments) {
    const { 'cache-control': cacheControl } = (properties.SystemMetadata ?? {}) as { 'cache-control'?: string }
    const markers = (properties.SourceMarkers ?? []) as { [marker: string]: string }[]
    const prefix =
      properties.DestinationBucketKeyPrefix === undefined ? '' : `${properties.DestinationBucketKeyPrefix}/`
    for (const [i, key] of (properties.SourceObjectKeys as string[]).entries()) {
      const folder = resolver.stack.assets.get(key)
      if (folder === undefined) throw new Failure(`${at}.Properties.SourceObjectKeys: the assembly has no asset ${key}`)
      for (const name of namesIn(folder))
        files.set(`${prefix}${name}`, {
          file: path.join(folder, name),
          markers: markers[i] ?? {},
          ...(cacheControl !== undefined && { cacheControl }),
        })
    }
  }
  return files
}

const namesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
