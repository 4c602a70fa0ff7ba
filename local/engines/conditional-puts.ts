/** What the S3 engine leaves out: `If-None-Match: *` and `If-Match` at a put, which S3 refuses with 412 where they do not hold. */

/** As much of the engine's server and store as this needs. */
type Request = { method: string; headers: { [name: string]: unknown }; params: unknown }
type Reply = { status(code: number): Reply; header(name: string, value: string): Reply; send(body: string): unknown }
type Server = { addHook(name: 'preHandler', hook: (request: Request, reply: Reply, done: () => void) => void): unknown }
type Store = { headObject(bucket: string, key: string): { etag: string } }

const REFUSAL =
  '<?xml version="1.0" encoding="UTF-8"?><Error><Code>PreconditionFailed</Code><Message>At least one of the pre-conditions you specified did not hold</Message></Error>'

/** Looked up when the whole body is there: nothing comes between the look and the put. */
export function addConditionalPuts(app: Server, store: Store): void {
  app.addHook('preHandler', (request, reply, done) => {
    const { bucket = '', '*': key = '' } = request.params as { bucket?: string; '*'?: string }
    const { 'if-none-match': none, 'if-match': match } = request.headers
    const isConditional = request.method === 'PUT' && (none === '*' || match !== undefined) && key !== ''
    const etag = isConditional ? etagOf(store, bucket, key) : undefined
    if (!isConditional || (match === undefined ? etag === undefined : etag === match)) return done()
    reply.status(412).header('content-type', 'application/xml').send(REFUSAL)
  })
}

function etagOf(store: Store, bucket: string, key: string): string | undefined {
  try {
    return store.headObject(bucket, key).etag
  } catch {
    return undefined
  }
}
