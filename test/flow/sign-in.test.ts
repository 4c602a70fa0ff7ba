/** People sign in to the local runner, as to a deployment: by its real issuer, with the command and with a browser. */
import { spawn } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { runCairn } from '../support/cairn.ts'
import { temporaryFolder } from '../support/during-tests.ts'
import { openBrowser } from '../support/sign-in-browser.ts'
import { useSharedRunner } from '../support/use-runner.ts'

const runner = useSharedRunner()
const config = temporaryFolder()
const CAIRN = join(import.meta.dirname, '../../bin/cairn.ts')

type Admin = { endpoint: string; issuer: string; clientId: string; token: string }
let admin: Admin
beforeAll(() => {
  admin = JSON.parse(readFileSync(join(runner.home, 'endpoint.json'), 'utf8')).admin
})

const cairn = (...words: string[]) => runCairn(runner.home, words, { XDG_CONFIG_HOME: config })

/** `cairn login`, and what it wants opened. */
function startLogin(...words: string[]) {
  const env = { PATH: process.env.PATH, CAIRN_HOME: runner.home, XDG_CONFIG_HOME: config, NODE_NO_WARNINGS: '1' }
  const child = spawn(process.execPath, [CAIRN, 'login', '--json', ...words], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', err: '' }
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, ...said }))
  })
  child.stdout.on('data', (text) => {
    said.out += text
  })
  const asks = new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (text) => {
      said.err += text
      const address = /^Open (\S+)$/m.exec(said.err)?.[1]
      if (address) resolve(address)
    })
    child.once('close', () => reject(new Error(said.err)))
  })
  return { asks, ended }
}

const me = async (token?: string) => {
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` }
  const response = await fetch(`${admin.endpoint}/me`, { headers })
  return { status: response.status, challenge: response.headers.get('www-authenticate'), body: await response.json() }
}

async function tokenEndpoint(): Promise<string> {
  const configuration = await fetch(`${admin.issuer}/.well-known/openid-configuration`)
  return JSON.parse(await configuration.text()).token_endpoint
}

describe('the local runner', () => {
  it("has an owner's token for tools in endpoint.json", async () => {
    expect(await me(admin.token)).toMatchObject({ status: 200, body: { subject: 'owner', isOwner: true } })
    expect(await me()).toMatchObject({ status: 401, challenge: 'Bearer realm="Cairn"' })
    expect((await me(`${admin.token.slice(0, -4)}AAAA`)).challenge).toContain('error="invalid_token"')
  })

  it('tells a program how to sign in, and the issuer lets a page of this machine ask it', async () => {
    const { issuer, clientId } = admin
    expect(await (await fetch(`${admin.endpoint}/sign-in`)).json()).toEqual({ issuer, clientId })
    const token_endpoint = await tokenEndpoint()
    const ask = async (Origin: string) => {
      const body = new URLSearchParams({ client_id: clientId, grant_type: 'refresh_token', refresh_token: 'none' })
      const response = await fetch(token_endpoint, { method: 'POST', headers: { Origin }, body })
      return [response.status, response.headers.get('access-control-allow-origin')]
    }
    expect(await ask('http://127.0.0.1:8080')).toEqual([400, 'http://127.0.0.1:8080'])
    expect(await ask('https://evil.example.org')).toEqual([400, null])
  })
})

describe('cairn login', () => {
  it('signs in by the browser, keeps the tokens for oneself, and signs out', async () => {
    const { asks, ended } = startLogin()
    const browser = openBrowser()
    const page = await browser.go(await asks)
    expect(page.text).toContain('demo issuer')
    const wrong = await browser.send(page, { name: 'analyst', password: 'wrong' })
    expect([wrong.status, wrong.text]).toEqual([401, expect.stringContaining('nobody of this name and password')])
    const back = await browser.send(page, { name: 'analyst', password: 'analyst' })
    expect(back.address).toContain('http://localhost:')
    expect(await ended).toMatchObject({ code: 0 })
    const file = join(config, 'cairn', 'sessions.json')
    expect(statSync(file).mode & 0o777).toBe(0o600)

    const { out } = await cairn('whoami')
    expect(out).toBe(`You are analyst at ${admin.endpoint}: analyst of demo, analyst of demo2.\n`)

    const signedIn = JSON.parse(readFileSync(file, 'utf8')).sessions[0]
    expect(await cairn('logout')).toMatchObject({ code: 0, out: `Signed out of ${admin.endpoint}.\n` })
    expect(readFileSync(file, 'utf8')).not.toContain(signedIn.refreshToken)
    const token_endpoint = await tokenEndpoint()
    const body = new URLSearchParams({
      client_id: admin.clientId,
      grant_type: 'refresh_token',
      refresh_token: signedIn.refreshToken,
    })
    expect((await fetch(token_endpoint, { method: 'POST', body })).status).toBe(400)
  }, 60_000)

  it('signs in with --device by a code that somebody confirms elsewhere', async () => {
    const { asks, ended } = startLogin('--device')
    const browser = openBrowser()
    // The first page sends itself.
    const confirmation = await browser.send(await browser.go(await asks))
    expect(confirmation.text).toContain('must show this code')
    const page = await browser.send(confirmation)
    const done = await browser.send(page, { name: 'admin-demo', password: 'admin-demo' })
    expect(done.text).toContain('Signed in')
    const { out } = await ended
    expect(JSON.parse(out)).toMatchObject({ subject: 'admin-demo', tenants: [{ tenant: 'demo', role: 'admin' }] })
  }, 60_000)
})

describe('a session', () => {
  const file = join(config, 'cairn', 'sessions.json')
  type Kept = { current?: string; sessions: { accessToken: string; expires: number; refreshToken: string }[] }
  const read = (): Kept => JSON.parse(readFileSync(file, 'utf8'))

  async function signIn(): Promise<void> {
    const { asks, ended } = startLogin()
    const browser = openBrowser()
    await browser.send(await browser.go(await asks), { name: 'analyst', password: 'analyst' })
    await ended
  }

  /** The access token is over, and the command can't use it. */
  function expire(): Kept['sessions'][number] {
    const { sessions, ...rest } = read()
    const over = sessions.map((one) => ({ ...one, accessToken: 'over', expires: Date.now() - 1 }))
    writeFileSync(file, JSON.stringify({ ...rest, sessions: over }))
    const [first] = sessions
    if (first === undefined) throw new Error('nobody is signed in')
    return first
  }

  const ended = {
    code: 1,
    out: '',
    err: expect.stringMatching(/^The sign-in to \S+ has ended: cairn login http\S+/),
  }

  it('whose access token is over is renewed without a word, again and again', async () => {
    await signIn()
    for (let times = 0; times < 2; times++) {
      const before = expire()
      expect(await cairn('whoami')).toEqual({
        code: 0,
        out: `You are analyst at ${admin.endpoint}: analyst of demo, analyst of demo2.\n`,
        err: '',
      })
      const [after] = read().sessions
      expect(after?.accessToken).not.toBe('over')
      expect(after?.expires).toBeGreaterThan(Date.now() + 60_000)
      // The issuer gives another one each time.
      expect(after?.refreshToken).not.toBe(before.refreshToken)
    }
    // What two commands at once do with one token that works once, neither of them shows.
    expire()
    const both = await Promise.all([cairn('whoami'), cairn('tenants', 'show', 'demo', '--at', admin.endpoint)])
    expect(both.filter(({ code }) => code === 0).length).toBeGreaterThan(0)
  }, 60_000)

  it('whose refresh token was revoked, is unknown, or is missing ends with how to sign in again', async () => {
    await signIn()
    const { refreshToken } = expire()
    const configuration = await fetch(`${admin.issuer}/.well-known/openid-configuration`)
    const { revocation_endpoint } = JSON.parse(await configuration.text())
    const body = new URLSearchParams({ client_id: admin.clientId, token: refreshToken })
    expect((await fetch(revocation_endpoint, { method: 'POST', body })).status).toBe(200)
    expect(await cairn('whoami')).toMatchObject(ended)
    expect(await cairn('tenants', 'show', 'demo')).toMatchObject(ended)
    for (const other of [{ refreshToken: 'unknown' }, { refreshToken: undefined }]) {
      const kept = read()
      writeFileSync(file, JSON.stringify({ ...kept, sessions: kept.sessions.map((one) => ({ ...one, ...other })) }))
      expect(await cairn('whoami')).toMatchObject(ended)
    }
  }, 60_000)
})

describe('cairn owners', () => {
  it('makes somebody an owner by the rights of the operator, lists them and takes it back', async () => {
    expect(await cairn('owners', 'add', 'ada', '--name', 'Ada')).toMatchObject({ code: 0, out: 'ada is an owner.\n' })
    expect(await cairn('owners', 'add', 'ada')).toMatchObject({ code: 1 })
    const { out } = await cairn('owners', 'list', '--json')
    expect(JSON.parse(out)).toEqual([{ subject: 'ada', name: 'Ada', issuer: admin.issuer }])
    expect(await cairn('owners', 'remove', 'ada')).toMatchObject({ code: 0, out: 'ada is no owner any more.\n' })
    expect(await cairn('owners', 'remove', 'ada')).toMatchObject({ code: 1 })
  }, 60_000)
})
