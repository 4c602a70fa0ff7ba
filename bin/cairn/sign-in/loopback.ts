/** Signing in with a browser on this machine, which is sent back to a port of this command (RFC 8252 7.3). */
import { spawn } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import * as oauth from 'oauth4webapi'
import { COMMAND_CALLBACKS } from '../../../lambdas/runtime/names.ts'
import { Failure } from '../failure.ts'
import { askedFor, type IssuerClient } from './issuer-client.ts'

const PATIENCE_MS = 300_000

/** @param show is told the address that somebody has to open */
export async function signInByBrowser(
  issuer: IssuerClient,
  show: (address: string) => void,
): Promise<oauth.TokenEndpointResponse> {
  const { server, client, options } = issuer
  const { http, redirect } = await listen()
  try {
    const verifier = oauth.generateRandomCodeVerifier()
    const state = oauth.generateRandomState()
    const page = new URL(server.authorization_endpoint ?? '')
    const asked = {
      ...askedFor(issuer),
      ...{ client_id: client.client_id, response_type: 'code', redirect_uri: redirect, state },
      ...{ code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
    }
    for (const [name, value] of Object.entries(asked)) page.searchParams.set(name, value)
    const answered = answerOf(http, redirect)
    show(page.href)
    const parameters = oauth.validateAuthResponse(server, client, await answered, state)
    const none = oauth.None()
    const answer = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      none,
      parameters,
      redirect,
      verifier,
      options,
    )
    return await oauth.processAuthorizationCodeResponse(server, client, answer)
  } finally {
    http.close()
    http.closeAllConnections()
  }
}

/** The first of the registered ports that is free. */
async function listen(): Promise<{ http: Server; redirect: string }> {
  for (const redirect of COMMAND_CALLBACKS) {
    const http = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      http.once('error', () => resolve(false)).listen(Number(new URL(redirect).port), '127.0.0.1', () => resolve(true))
    })
    if (isFree) return { http, redirect }
  }
  throw new Failure('The ports that the issuer sends back to are in use: try again, or use cairn login --device.')
}

/** Where the browser was sent back to, once it is. */
function answerOf(http: Server, redirect: string): Promise<URL> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Failure('Nobody signed in within five minutes.')), PATIENCE_MS)
    http.on('request', (request, response) => {
      const address = new URL(request.url ?? '/', redirect)
      if (address.pathname !== new URL(redirect).pathname) return response.writeHead(404).end()
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', Connection: 'close' })
      response.end('<!DOCTYPE html><title>Cairn</title><p>You can close this page and go back to the terminal.</p>')
      clearTimeout(timer)
      resolve(address)
    })
  })
}

/** For people at a terminal; a program reads the address that is printed. */
export function openBrowser(address: string): void {
  const openers: { [platform: string]: string } = { darwin: 'open', linux: 'xdg-open' }
  const opener = openers[process.platform]
  if (opener === undefined || !process.stderr.isTTY) return
  spawn(opener, [address], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref()
}
