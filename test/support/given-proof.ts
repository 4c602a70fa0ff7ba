/** What somebody does who was given a proof: the files go into a folder, and plain Node does there what their README says. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export function checkGiven(files: { [name: string]: string | Uint8Array }): { status: number | null; stdout: string } {
  const folder = mkdtempSync(join(tmpdir(), 'given-proof-'))
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
    const [, words = ''] = /^ {2}node (.*)$/m.exec(readFileSync(join(folder, 'README.txt'), 'utf8')) ?? []
    const { status, stdout } = spawnSync(process.execPath, words.split(' '), { cwd: folder, encoding: 'utf8', env: {} })
    return { status, stdout }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
