/** Signing in and out, and who is signed in. */
import * as oauth from 'oauth4webapi'
import { type Command, textOf } from './command.ts'
import { Failure } from './failure.ts'
import { adminAccess, endpointOf } from './sign-in/access.ts'
import { signInByDevice } from './sign-in/device.ts'
import { connectIssuer, type SignIn, toSession } from './sign-in/issuer-client.ts'
import { openBrowser, signInByBrowser } from './sign-in/loopback.ts'
import { forgetSession, keepSession, readSession } from './sign-in/sessions.ts'

const PATIENCE_MS = 30_000

/** Progress: the result alone goes to stdout. */
const tell = (line: string) => process.stderr.write(`${line}\n`)

export const login: Command = {
  usage: 'login [<address>] [--device] [--client ID]',
  summary: 'signs you in to the admin API',
  details: `  address   of the deployment, as https://lrs.example.org; the local runner's where it is not given
  --device  for a machine without a browser: shows a code to enter elsewhere, if the issuer can do that
  --client  the client id of another issuer, where the deployment does not name it

  Opens the issuer's page, or prints its address. The tokens are kept in ~/.config/cairn, for you alone to read, and
  renewed as long as the issuer allows.`,
  options: { device: { type: 'boolean' }, client: { type: 'string' } },
  takes: [0, 1],
  async runAlone({ args: [address], values }) {
    const endpoint = endpointOf(address)
    const client = textOf(values, 'client')
    const issuer = await connectIssuer({
      ...(await readSignIn(endpoint)),
      ...(client !== undefined && { clientId: client }),
    })
    const tokens =
      values.device === true
        ? await signInByDevice(issuer, ({ address, code }) => tell(`Open ${address}\nand look for the code ${code}`))
        : await signInByBrowser(issuer, (page) => {
            tell(`Open ${page}`)
            openBrowser(page)
          })
    const session = toSession(endpoint, issuer, tokens, Date.now())
    const { text, json } = await readMe({ endpoint, token: session.accessToken })
    keepSession(session)
    return { text: `Signed in. ${text}`, json }
  },
}

export const logout: Command = {
  usage: 'logout [<address>]',
  summary: 'forgets your tokens, and tells the issuer to',
  takes: [0, 1],
  async runAlone({ args: [address] }) {
    const session = readSession(address === undefined ? undefined : endpointOf(address))
    if (session === undefined) return { text: 'Nobody was signed in.', json: { signedOut: false } }
    forgetSession(session)
    const { endpoint, refreshToken } = session
    const isRevoked = refreshToken !== undefined && (await revoke(session, refreshToken))
    const rest = isRevoked ? '' : ' The issuer could not be told: its token ends by itself.'
    return { text: `Signed out of ${endpoint}.${rest}`, json: { signedOut: true, endpoint, revoked: isRevoked } }
  },
}

export const whoami: Command = {
  usage: 'whoami [<address>]',
  summary: 'says who is signed in, where, and with which roles',
  takes: [0, 1],
  runAlone: async ({ args: [address] }) =>
    readMe(await adminAccess(address === undefined ? undefined : endpointOf(address))),
}

async function readSignIn(endpoint: string): Promise<SignIn> {
  return JSON.parse(await read(`${endpoint}/sign-in`, {}))
}

type Me = { subject: string; name?: string; isOwner: boolean; tenants: { tenant: string; role: string }[] }

async function readMe({ endpoint, token }: { endpoint: string; token: string }) {
  const me: Me = JSON.parse(await read(`${endpoint}/me`, { Authorization: `Bearer ${token}` }))
  const { subject, name, isOwner, tenants } = me
  const roles = isOwner ? ['owner'] : tenants.map(({ tenant, role }) => `${role} of ${tenant}`)
  const who = name === undefined || name === subject ? subject : `${name} (${subject})`
  return {
    text: `You are ${who} at ${endpoint}: ${roles.join(', ') || 'no role'}.`,
    json: { ...me, endpoint },
  }
}

async function read(address: string, headers: { [name: string]: string }): Promise<string> {
  const response = await fetch(address, { headers, signal: AbortSignal.timeout(PATIENCE_MS) }).catch((cause) => {
    throw new Failure(`${address} does not answer.`, { cause })
  })
  const text = await response.text()
  if (!response.ok) throw new Failure(`${address} answered ${response.status}: ${text.slice(0, 300)}`)
  return text
}

async function revoke(session: SignIn, token: string): Promise<boolean> {
  try {
    const { server, client, options } = await connectIssuer(session)
    await oauth.processRevocationResponse(await oauth.revocationRequest(server, client, oauth.None(), token, options))
    return true
  } catch {
    return false
  }
}
