/**
 * A function's handler that is wired at its first event: importing a function file reads no environment and opens no
 * client, and what is missing fails the call that needs it.
 */
export function lazyHandler<Event extends unknown[], Result>(wire: () => (...event: Event) => Promise<Result>) {
  let handler: ReturnType<typeof wire> | undefined
  return async (...event: Event): Promise<Result> => {
    handler ??= wire()
    return handler(...event)
  }
}
