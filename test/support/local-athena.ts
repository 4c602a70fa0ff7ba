/** The runner's Athena as a process, on a bucket of its own, with the catalog of the synthesized templates. */
import { fork } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AthenaClient } from '@aws-sdk/client-athena'
import type { AthenaTemplate } from '../../local/athena/athena.ts'
import { nameTemporaryFolder } from '../../local/home/temporary-folder.ts'
import { duringTests } from './during-tests.ts'

const SERVER = join(import.meta.dirname, '../../local/athena/athena-server.ts')

export type LocalAthena = { endpoint: string; client: AthenaClient; stop(): Promise<void> }

/** @param s3 is asked once the bucket is there */
export const useAthena = (s3: () => string, template: () => AthenaTemplate): LocalAthena =>
  duringTests(() => startAthena(s3(), template()))

export async function startAthena(s3: string, template: AthenaTemplate): Promise<LocalAthena> {
  const folder = nameTemporaryFolder('athena')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'template.json'), JSON.stringify({ s3, ...template }))
  const child = fork(SERVER, [folder, '0'], { execArgv: ['--disable-warning=ExperimentalWarning'] })
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve((message as { port: number }).port))
    child.once('exit', () => reject(new Error('Athena ended')))
  })
  const endpoint = `http://127.0.0.1:${port}`
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const client = new AthenaClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
  return {
    endpoint,
    client,
    async stop() {
      client.destroy()
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill()
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
