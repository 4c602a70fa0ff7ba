/**
 * Object Lock, where the engine has none: it keeps one version of an object, so what S3 would keep beneath a new version
 * or a delete marker would be gone here. Both are refused, as S3 refuses them for a locked version itself.
 */
import type { Call, Next, Stage } from './call.ts'
import { s3Error } from './refusals.ts'

const DENIED = { code: 'AccessDenied', message: 'Access Denied because object protected by object lock.' }

/** @param locked the buckets whose objects are locked as they are put */
export function objectLockStage(locked: readonly string[]): Stage {
  return async (call, next) => {
    const [bucket = '', ...key] = new URL(call.url, 'http://s3').pathname.slice(1).split('/')
    if (call.service !== 's3' || !locked.includes(bucket) || key.join('') === '') return next(call)
    if (call.method === 'DELETE') return s3Error(call, 403, DENIED)
    if (call.method !== 'PUT' || call.headers['if-none-match'] === '*') return next(call)
    return (await exists(call, next)) ? s3Error(call, 403, DENIED) : next(call)
  }
}

async function exists({ service, accessKeyId, url }: Call, next: Next): Promise<boolean> {
  const head = { service, accessKeyId, operation: 'HEAD', method: 'HEAD', url: url.replace(/\?.*$/, '') }
  const { status, body } = await next({ ...head, headers: { host: 's3' }, input: {}, body: Buffer.alloc(0) })
  if (!Buffer.isBuffer(body)) body.resume()
  return status === 200
}
