/**
 * Runs as a child process: the issuer of the people who sign in, on 127.0.0.1. Tells the runner its port, and leaves what
 * else it needs to know in `issuer.json`: `<folder> <port, 0 for the one of its home>`.
 */

import { existsSync, readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { importJWK, SignJWT } from 'jose'
import { replaceFile } from '../home/durable-file.ts'
import type { IssuerTemplate } from '../template/issuer-template.ts'
import { accessClaims, RESOURCE } from './access-claims.ts'
import { readDemoPeople } from './demo-people.ts'
import type { IssuerFacts } from './issuer-facts.ts'
import { readSecrets } from './signing-keys.ts'

/** A tool's token is made anew at each start, and a runner that runs for a week is none. */
const TOKEN_SECONDS = 7 * 86_400

const [folder = '', asked = '0'] = process.argv.slice(2)
const file = (name: string) => path.join(folder, name)
const template: IssuerTemplate = JSON.parse(readFileSync(file('template.json'), 'utf8'))
const people = readDemoPeople(file('people.json'))
const secrets = await readSecrets(file('secrets.json'))

/** The provider is loaded by the first request: many runs sign nobody in. */
let answer: Promise<RequestListener> | undefined
const server = createServer(async (request, response) => {
  answer ??= openProvider()
  void (await answer)(request, response)
})
const port = await listen(Number(asked) || rememberedPort())
const issuer = `http://127.0.0.1:${port}`
/** The command's, which `cairn login` waits for. */
const client = template.clients.find(({ paths }) => paths.includes('/callback'))
const facts: IssuerFacts = {
  issuer,
  clientId: client?.id ?? '',
  token: await ownersToken(),
  people: people.map(({ subject, password, groups }) => ({ name: subject, password, roles: groups })),
}
replaceFile(file('issuer.json'), JSON.stringify(facts), 0o600)
process.send?.({ port })
process.on('disconnect', () => process.exit())
process.on('SIGTERM', () => process.exit())

async function openProvider(): Promise<RequestListener> {
  const [{ createProvider }, { answerSignIn }] = await Promise.all([import('./provider.ts'), import('./sign-in.ts')])
  const provider = createProvider(issuer, { template, people, secrets })
  const callback = provider.callback()
  return async (request, response) => {
    if (!(await answerSignIn(provider, people, request, response))) await callback(request, response)
  }
}

/** A person is known by issuer and subject, and the port is a part of the issuer: so a home keeps its port. */
function rememberedPort(): number {
  if (!existsSync(file('issuer.json'))) return 0
  return Number(new URL(JSON.parse(readFileSync(file('issuer.json'), 'utf8')).issuer).port)
}

async function listen(wanted: number): Promise<number> {
  const listening = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', () => resolve())
    })
  await listening(wanted).catch((error) => {
    if (wanted === 0 || Number(asked) !== 0) throw error
    console.error(`Port ${wanted} is taken: members who were noted by that issuer must be noted anew`)
    return listening(0)
  })
  return (server.address() as AddressInfo).port
}

async function ownersToken(): Promise<string> {
  const owner = people.find(({ groups }) => groups.includes('owner'))
  if (client === undefined || owner === undefined) return ''
  const seconds = Math.floor(Date.now() / 1000)
  return new SignJWT({ ...accessClaims(owner), client_id: client.id })
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: secrets.signing.kid ?? '' })
    .setIssuer(issuer)
    .setSubject(owner.subject)
    .setAudience(RESOURCE)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + TOKEN_SECONDS)
    .setJti(`tools-${seconds}`)
    .sign(await importJWK(secrets.signing))
}
