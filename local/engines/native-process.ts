/**
 * Runs as a child process: starts one native program and ends with it. A native program does not notice that the runner
 * is gone; this process does, because its channel to the runner closes, and it ends the program.
 */
import { spawn } from 'node:child_process'

const [command = '', ...rest] = process.argv.slice(2)
const program = spawn(command, rest, { stdio: ['ignore', 'inherit', 'inherit'] })

// The program gets little time to end by itself: an engine waits for its last idle connection. Its data survive a kill.
function end(): void {
  program.kill('SIGTERM')
  setTimeout(() => program.kill('SIGKILL'), 300)
}

program.on('error', (error) => {
  console.error(error.message)
  process.exit(1)
})
program.on('exit', (code) => process.exit(code ?? 1))
process.on('disconnect', end)
process.on('SIGTERM', end)
process.on('SIGINT', () => undefined)
