/** A query that was understood and cannot run; the message is Athena's. */
export class QueryFailure extends Error {
  override name = 'QueryFailure'
}
