/** What the S3 engine leaves out: the list of versions. It keeps one of each object, which S3 calls `null` in a bucket without versions. */

/** As much of the engine's server and store as this needs. */
type Request = { method: string; query: unknown; params: unknown }
type Reply = { status(code: number): Reply; header(name: string, value: string): Reply; send(body: string): unknown }
type Server = { addHook(name: 'preHandler', hook: (request: Request, reply: Reply, done: () => void) => void): unknown }
type Listed = { objects: { key: string; contentLength?: number; lastModified: Date }[]; isTruncated: boolean }
type Store = {
  hasBucket(bucket: string): boolean
  listObjects(bucket: string, options: { prefix: string; maxKeys: number; startAfter: string }): Listed
}

const MOST_KEYS = 1_000

export function addObjectVersions(app: Server, store: Store): void {
  app.addHook('preHandler', (request, reply, done) => {
    const { bucket = '', '*': key = '' } = request.params as { bucket?: string; '*'?: string }
    const query = request.query as { [name: string]: string | undefined }
    if (request.method !== 'GET' || key !== '' || query.versions === undefined || !store.hasBucket(bucket))
      return done()
    const { prefix = '', 'key-marker': startAfter = '' } = query
    const maxKeys = Number(query['max-keys'] ?? MOST_KEYS)
    const { objects, isTruncated } = store.listObjects(bucket, { prefix, maxKeys, startAfter })
    const last = objects.at(-1)?.key ?? ''
    const next = isTruncated
      ? `<NextKeyMarker>${escaped(last)}</NextKeyMarker><NextVersionIdMarker>null</NextVersionIdMarker>`
      : ''
    const versions = objects.map(
      (one) =>
        `<Version><Key>${escaped(one.key)}</Key><VersionId>null</VersionId><IsLatest>true</IsLatest><LastModified>${one.lastModified.toISOString()}</LastModified></Version>`,
    )
    const body = `<?xml version="1.0" encoding="UTF-8"?><ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${escaped(bucket)}</Name><Prefix>${escaped(prefix)}</Prefix><MaxKeys>${maxKeys}</MaxKeys><IsTruncated>${isTruncated}</IsTruncated>${next}${versions.join('')}</ListVersionsResult>`
    reply.status(200).header('content-type', 'application/xml').send(body)
  })
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
