/**
 * Runs as a child process: starts one native program and ends with it. A native program does not notice that the runner
 * is gone; this process does, because its channel to the runner closes, and it ends the program.
 */
import { spawn } from 'node:child_process'

const [command = '', ...rest] = process.argv.slice(2)
const program = spawn(command, rest, { stdio: ['ignore', 'inherit', 'inherit'] })

// Who kills every process of Node kills this one as well: then a shell sees its input end, and ends the program.
const watch = 'read -r line || kill -9 "$0"'
const watcher = spawn('/bin/sh', ['-c', watch, String(program.pid)], { stdio: ['pipe', 'ignore', 'ignore'] })
watcher.on('error', () => undefined)

// The program gets little time to end by itself: an engine waits for its last idle connection. Its data survive a kill.
function end(): void {
  program.kill('SIGTERM')
  setTimeout(() => program.kill('SIGKILL'), 300)
}

program.on('error', (error) => {
  console.error(error.message)
  process.exit(1)
})
program.on('exit', (code) => {
  watcher.kill('SIGKILL')
  process.exit(code ?? 1)
})
process.on('disconnect', end)
process.on('SIGTERM', end)
process.on('SIGINT', () => undefined)
