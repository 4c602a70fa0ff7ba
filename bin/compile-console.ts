/** Builds the console where its sources have changed: tests and starts find it there then. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildConsole } from '../lib/console-files.ts'

await buildConsole(join(tmpdir(), 'cairn-console'))
process.stdout.write('the console is built\n')
