/** Says how far long work has come, where it does not mix with the result: short work says nothing. */
const EVERY_MS = 2_000

/** On a terminal one line that is written over, and gone at the end; elsewhere a line each time. */
export function showProgress(
  line: (seconds: number) => string,
  stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'> = process.stderr,
): { end(): void } {
  const started = performance.now()
  let isShown = false
  const timer = setInterval(() => {
    const text = line(Math.round((performance.now() - started) / 1_000))
    // A longer line would wrap, and only its end would be written over.
    stream.write(stream.isTTY ? `\r\x1b[K${text.slice(0, (stream.columns || 80) - 1)}` : `${text}\n`)
    isShown = true
  }, EVERY_MS)
  return {
    end() {
      clearInterval(timer)
      if (isShown && stream.isTTY) stream.write('\r\x1b[K')
    },
  }
}
