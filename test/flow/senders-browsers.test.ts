/** What content in a browser needs: 1.0.3's alternate syntax, as libraries write it, and CORS. */
import { randomUUID } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { idsOf, JSON_TYPE, useSender, VERSION } from '../support/raw-sender.ts'
import { newStatement, uniqueParts } from '../support/sent-statements.ts'

const { auth, send, stored } = useSender()

const FORM = 'Content-Type: application/x-www-form-urlencoded'
const form = (fields: { [name: string]: string }) =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
/** The headers that stand in the form. */
const standing = () => ({
  Authorization: auth().replace('Authorization: ', ''),
  'X-Experience-API-Version': '1.0.3',
  'Content-Type': 'application/json',
})

describe('the alternate syntax', () => {
  it.each([
    ['without a type, as XDomainRequest does', []],
    ['as text/plain', ['Content-Type: text/plain']],
    ['as text/plain with a charset', ['Content-Type: text/plain;charset=UTF-8']],
    ['as a form with a charset', [`${FORM}; charset=UTF-8`]],
  ])('adl-xapiwrapper sends the form %s, credentials and version in it (204)', async (_, headers) => {
    const statement = newStatement()
    const body = form({ statementId: statement.id, ...standing(), content: JSON.stringify(statement) })
    expect((await send('POST /xapi/statements?method=PUT', headers, body)).status).toBe(204)
    expect(await stored(statement.id)).toMatchObject(statement)
  })

  it('TinCanJS turns a URL of 2,048 characters into a form, the headers in both places (200)', async () => {
    const { agent, statement } = uniqueParts()
    const one = statement()
    await send('POST /xapi/statements', [auth(), VERSION, JSON_TYPE], JSON.stringify(one))
    const body = form({ agent: JSON.stringify(agent), limit: '5', ...standing() })
    const answer = await send('POST /xapi/statements?method=GET', [auth(), VERSION, FORM], body)
    expect(idsOf(answer)).toEqual([one.id])
  })

  it('stores a plus of a form as a space, and %2B as a plus (204)', async () => {
    const statement = newStatement({ result: { response: 'a b+c' } })
    const content = encodeURIComponent(JSON.stringify(statement)).replaceAll('%20', '+')
    const body = `statementId=${statement.id}&content=${content}&${form(standing())}`
    expect((await send('POST /xapi/statements?method=PUT', [FORM], body)).status).toBe(204)
    expect(await stored(statement.id)).toMatchObject({ result: { response: 'a b+c' } })
  })

  it('stores state by a form to a path with a doubled slash (204), and gets it back by another form', async () => {
    const key = {
      activityId: 'https://example.com/a',
      agent: '{"mbox":"mailto:ada@example.com"}',
      stateId: randomUUID(),
    }
    const put = form({ ...key, ...standing(), content: '{"a":"ü +"}' })
    expect((await send('POST /xapi//activities/state?method=PUT', [FORM], put)).status).toBe(204)
    const got = await send('POST /xapi/activities/state?method=GET', [FORM], form({ ...key, ...standing() }))
    expect(got.body).toBe('{"a":"ü +"}')
  })
})

describe('a page of another origin', () => {
  const ORIGIN = 'Origin: https://lms.example.com'
  const WANTED = ['authorization', 'content-type', 'if-match', 'if-none-match', 'x-experience-api-version']

  it.each([
    'statements',
    'activities/state',
    'activities/profile',
    'agents/profile',
    'activities',
    'agents',
    'about',
    '/statements/',
  ])(
    'is allowed every header and method of %s by a preflight without credentials or version (204)',
    async (resource) => {
      const asked = ['Access-Control-Request-Method: PUT', `Access-Control-Request-Headers: ${WANTED}`]
      const { status, headers, body } = await send(`OPTIONS /xapi/${resource}`, [ORIGIN, ...asked])
      expect([status, body, headers.get('access-control-max-age')]).toEqual([204, '', '7200'])
      expect(headers.get('access-control-allow-origin')).toBe('*')
      expect(headers.get('access-control-allow-methods')?.split(/, */).sort()).toEqual(
        expect.arrayContaining(['DELETE', 'GET', 'HEAD', 'POST', 'PUT']),
      )
      const allowed = headers.get('access-control-allow-headers')?.toLowerCase().split(/, */)
      expect(allowed).toEqual(expect.arrayContaining([...WANTED, 'accept-language', 'x-experience-api-hash']))
    },
  )

  it.each([
    ['a list', 'GET /xapi/statements?limit=1', 200],
    [
      'a document that is not there',
      `GET /xapi/activities/profile?activityId=https://example.com/a&profileId=${randomUUID()}`,
      404,
    ],
    ['a broken rule', 'GET /xapi/statements?foo=1', 400],
    ['a wrong path', 'GET /xapi/x', 404],
    ['a wrong method', 'DELETE /xapi/statements', 405],
  ])('may read every header of %s', async (_, line, status) => {
    const answer = await send(line, [ORIGIN, auth(), VERSION])
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([status, '*'])
    const exposed = answer.headers.get('access-control-expose-headers')?.toLowerCase().split(/, */)
    const needed = ['etag', 'last-modified', 'x-experience-api-version', 'x-experience-api-consistent-through']
    expect(exposed).toEqual(expect.arrayContaining(needed))
  })

  it('may read that its credentials are wrong (401)', async () => {
    const answer = await send('GET /xapi/statements', [ORIGIN, 'Authorization: Basic eDp5', VERSION])
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([401, '*'])
  })

  it('gets no body for HEAD (200)', async () => {
    const answer = await send('HEAD /xapi/about', [ORIGIN])
    expect([answer.status, answer.body]).toEqual([200, ''])
  })
})
