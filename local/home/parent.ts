/** Watches the process that started this one: npm does not pass on every signal, and a kill reaches nobody but it. */
export function onParentEnd(stop: () => void): void {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) stop()
  }, 500).unref()
}
