/** What an operator can act on: printed as its one line, with further ones where several things are wrong. */
export class Failure extends Error {
  override name = 'Failure'
  readonly details: string[]

  constructor(message: string, { details = [], cause }: { details?: string[]; cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.details = details
  }
}

/** The command was not understood: exit code 2. */
export class UsageError extends Failure {
  override name = 'UsageError'
}
