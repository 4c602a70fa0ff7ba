/** A worker of Jest goes on for minutes when Jest was killed, with all engines that it runs: here it ends as well. */
const jest = process.ppid

// Jest that runs its tests itself has no channel to a parent, and may outlive it.
if (process.send !== undefined) {
  setInterval(() => {
    try {
      process.kill(jest, 0)
    } catch {
      process.kill(process.pid, 'SIGKILL')
    }
  }, 500).unref()
}
