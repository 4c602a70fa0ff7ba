/** The page where somebody signs in: what the provider asks of its surroundings. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type Provider from 'oidc-provider'
import type { DemoPerson } from './demo-people.ts'
import { errorPage, signInPage } from './pages.ts'

/** @returns whether the request was for this page */
export async function answerSignIn(
  provider: Provider,
  people: DemoPerson[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (!request.url?.startsWith('/sign-in/')) return false
  try {
    const { params } = await provider.interactionDetails(request, response)
    const client = await provider.Client.find(String(params.client_id))
    const form = request.method === 'POST' ? new URLSearchParams(await text(request)) : undefined
    const person = people.find(
      ({ subject, password }) => form?.get('name') === subject && form.get('password') === password,
    )
    if (person === undefined) {
      const names = people.map(({ subject }) => subject)
      const page = { client: client?.clientName ?? String(params.client_id), names, isWrong: form !== undefined }
      send(response, form === undefined ? 200 : 401, signInPage(page))
    } else {
      const login = { accountId: person.subject, remember: false }
      await provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false })
    }
  } catch (error) {
    send(response, 400, errorPage('invalid_request', error instanceof Error ? error.message : String(error)))
  }
  return true
}

function send(response: ServerResponse, status: number, page: string) {
  const headers = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store', 'X-Frame-Options': 'DENY' }
  response.writeHead(status, headers).end(page)
}
