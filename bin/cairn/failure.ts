/** What an operator can act on: printed as its one line. */
export class Failure extends Error {
  override name = 'Failure'
}

/** The command was not understood: exit code 2. */
export class UsageError extends Failure {
  override name = 'UsageError'
}
