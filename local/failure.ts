/** Something the person who starts Cairn can act on: it is printed as its one line, without a stack. */
export class Failure extends Error {
  override name = 'Failure'
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
