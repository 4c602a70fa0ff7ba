/** Somebody who has signed in to a runner by `cairn login` and a browser, and calls its admin API. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { openBrowser } from './sign-in-browser.ts'

const CAIRN = join(import.meta.dirname, '../../bin/cairn.mjs')

/** @returns an access token. @param name also the password, as the demo people have it */
export async function signIn(home: string, name: string): Promise<string> {
  const config = mkdtempSync(join(tmpdir(), 'cairn-login-'))
  try {
    const env = { PATH: process.env.PATH, CAIRN_HOME: home, XDG_CONFIG_HOME: config, NODE_NO_WARNINGS: '1' }
    const child = spawn(process.execPath, [CAIRN, 'login', '--json'], { env, stdio: ['ignore', 'ignore', 'pipe'] })
    const ended = once(child, 'close')
    await openBrowser().signIn(await addressIn(child.stderr), name)
    await ended
    return JSON.parse(readFileSync(join(config, 'cairn', 'sessions.json'), 'utf8')).sessions[0].accessToken
  } finally {
    rmSync(config, { recursive: true, force: true })
  }
}

const addressIn = (said: Readable) =>
  new Promise<string>((resolve, reject) => {
    let all = ''
    said.on('data', (text) => {
      all += text
      const address = /^Open (\S+)$/m.exec(all)?.[1]
      if (address !== undefined) resolve(address)
    })
    said.once('close', () => reject(new Error(all)))
  })

export type Answered = { status: number; text: string }

export const adminCaller =
  (endpoint: string, token: string) =>
  async (method: string, path: string, body?: unknown): Promise<Answered> => {
    const response = await fetch(`${endpoint}${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, text: await response.text() }
  }
