/**
 * A child that runs one native program and ends with it. A native program does not notice that the runner is gone;
 * this one does, by its closed channel, and takes the program along.
 */
import { spawn } from 'node:child_process'

const [command = '', ...rest] = process.argv.slice(2)
const program = spawn(command, rest, { stdio: ['ignore', 'inherit', 'inherit'] })

// Asked nicely first, but not for long: an engine waits for its last idle connection, and each one survives a kill.
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
