/** An error of Athena's API: the call was understood, and is refused. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly type: string
  readonly more: object
  constructor(type: string, message: string, more: object = {}) {
    super(message)
    this.type = type
    this.more = more
  }
}

export const invalidRequest = (message: string, AthenaErrorCode = 'INVALID_INPUT'): Refusal =>
  new Refusal('InvalidRequestException', message, { AthenaErrorCode })
