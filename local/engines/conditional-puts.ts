/** What the S3 engine leaves out: `If-None-Match: *` at a put, which S3 refuses with 412 where there is such an object. */

/** As much of the engine's server and store as this needs. */
type Request = { method: string; headers: { [name: string]: unknown }; params: unknown }
type Reply = { status(code: number): Reply; header(name: string, value: string): Reply; send(body: string): unknown }
type Server = { addHook(name: 'preHandler', hook: (request: Request, reply: Reply, done: () => void) => void): unknown }
type Store = { headObject(bucket: string, key: string): unknown }

const REFUSAL =
  '<?xml version="1.0" encoding="UTF-8"?><Error><Code>PreconditionFailed</Code><Message>At least one of the pre-conditions you specified did not hold</Message><Condition>If-None-Match</Condition></Error>'

/** Looked up when the whole body is there: nothing comes between the look and the put. */
export function addConditionalPuts(app: Server, store: Store): void {
  app.addHook('preHandler', (request, reply, done) => {
    const { bucket = '', '*': key = '' } = request.params as { bucket?: string; '*'?: string }
    const isConditional = request.method === 'PUT' && request.headers['if-none-match'] === '*' && key !== ''
    if (!isConditional || !exists(store, bucket, key)) return done()
    reply.status(412).header('content-type', 'application/xml').send(REFUSAL)
  })
}

function exists(store: Store, bucket: string, key: string): boolean {
  try {
    store.headObject(bucket, key)
    return true
  } catch {
    return false
  }
}
