/** The rights that S3 asks for, by method, path and query of the request. */
import type { Call } from './call.ts'
import { type Permission, UnknownOperation } from './permission.ts'

/** Path style alone: the engines' host is an address. */
export function s3Permissions({ method, url, headers }: Call): Permission[] {
  const { pathname, searchParams: query } = new URL(url, 'http://s3')
  const [bucket = '', ...rest] = pathname.slice(1).split('/')
  const key = decodeURIComponent(rest.join('/'))
  if (bucket === '') return [on('s3:ListAllMyBuckets', '*')]
  if (key === '') return [bucketPermission(method, bucket, query)]
  const object = `arn:aws:s3:::${bucket}/${key}`
  const condition = { 's3:if-none-match': () => textOf(headers['if-none-match']) }
  const permissions = [on(objectAction(method, query), object, method === 'PUT' ? condition : {})]
  const copied = headers['x-amz-copy-source']
  if (typeof copied === 'string')
    permissions.push(on('s3:GetObject', `arn:aws:s3:::${decodeURIComponent(copied).replace(/^\/|\?.*$/g, '')}`))
  if (headers['x-amz-tagging'] !== undefined) permissions.push(on('s3:PutObjectTagging', object))
  return permissions
}

const textOf = (header: string | string[] | undefined) => (typeof header === 'string' ? header : undefined)

const on = (action: string, resource: string, context: Permission['context'] = {}): Permission => ({
  action,
  resource,
  context,
})

export const listPermission = (bucket: string): Permission => on('s3:ListBucket', `arn:aws:s3:::${bucket}`)

/** What the query names is another resource of the same object; of these the SDK's own parameters are none. */
const SUBRESOURCES = ['acl', 'attributes', 'legal-hold', 'retention', 'restore', 'select', 'tagging', 'torrent']

function objectAction(method: string, query: URLSearchParams): string {
  const other = SUBRESOURCES.find((name) => query.has(name))
  if (other !== undefined) throw new UnknownOperation(`s3 ${method} ?${other}`)
  const version = query.has('versionId') ? 'Version' : ''
  if (method === 'GET') return query.has('uploadId') ? 's3:ListMultipartUploadParts' : `s3:GetObject${version}`
  if (method === 'HEAD') return `s3:GetObject${version}`
  if (method === 'PUT') return 's3:PutObject'
  if (method === 'POST' && (query.has('uploads') || query.has('uploadId'))) return 's3:PutObject'
  if (method === 'DELETE') return query.has('uploadId') ? 's3:AbortMultipartUpload' : `s3:DeleteObject${version}`
  throw new UnknownOperation(`s3 ${method} of an object`)
}

const BUCKET_ACTIONS: { [query: string]: string } = {
  location: 's3:GetBucketLocation',
  versions: 's3:ListBucketVersions',
  uploads: 's3:ListBucketMultipartUploads',
}

function bucketPermission(method: string, bucket: string, query: URLSearchParams): Permission {
  const resource = `arn:aws:s3:::${bucket}`
  if (method === 'HEAD') return on('s3:ListBucket', resource)
  if (method === 'PUT' && query.size === 0) return on('s3:CreateBucket', resource)
  if (method === 'DELETE' && query.size === 0) return on('s3:DeleteBucket', resource)
  if (method !== 'GET') throw new UnknownOperation(`s3 ${method} of a bucket`)
  const [other] = Object.entries(BUCKET_ACTIONS).filter(([name]) => query.has(name))
  const parameter = (name: string) => () => query.get(name) ?? undefined
  if (other !== undefined) return on(other[1], resource, { 's3:prefix': parameter('prefix') })
  return on('s3:ListBucket', resource, {
    's3:prefix': parameter('prefix'),
    's3:delimiter': parameter('delimiter'),
    's3:max-keys': parameter('max-keys'),
  })
}
