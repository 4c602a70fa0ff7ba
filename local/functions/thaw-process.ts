/**
 * Runs as a child process where instances are frozen. A frozen one does not notice that the runner is gone, and would
 * stay for ever; this process does, because its channel to the runner closes, and wakes them: then they notice.
 */
const frozen = new Set<number>()

process.on('message', (message) => {
  const { pid, isFrozen } = message as { pid: number; isFrozen: boolean }
  if (isFrozen) frozen.add(pid)
  else frozen.delete(pid)
})
process.on('SIGINT', () => undefined)
process.on('disconnect', () => {
  for (const pid of frozen) {
    try {
      process.kill(pid, 'SIGCONT')
    } catch {
      // It has ended.
    }
  }
  process.exit()
})
