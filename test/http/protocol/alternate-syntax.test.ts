/** The alternate request syntax of 1.0.3: which request a form stands for, and which forms are refused. */
import { describe, expect, it } from '@jest/globals'
import { unwrapAlternateSyntax } from '../../../lambdas/http/protocol/alternate-syntax.ts'
import type { HttpRequest } from '../../../lambdas/http/protocol/request.ts'
import { statementsResource } from '../../../lambdas/http/xapi/statements-resource.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

const post = (
  query: string,
  form: string | Buffer,
  headers: { [name: string]: string } = FORM,
  path = '/xapi/statements',
) =>
  ({
    method: 'POST',
    path,
    query,
    headers: new Map(Object.entries(headers)),
    body: Buffer.from(form),
    id: 'r',
  }) as HttpRequest

const statements = statementsResource({} as never)

/** As the endpoint calls it: a form that does not say is of the type that its resource says. */
const unwrap = (request: HttpRequest) => {
  const contentType = request.path === '/xapi/statements' ? statements.formContentType : undefined
  const { method, query, headers, body } = unwrapAlternateSyntax(request, contentType)
  return { method, query, headers: Object.fromEntries(headers), body: body.toString() }
}

const refused = (parameter: string) =>
  expect.objectContaining({ code: 'invalid', violations: [expect.objectContaining({ parameter })] })

describe('unwrapAlternateSyntax', () => {
  it('leaves every request without the parameter method on a POST alone', () => {
    for (const request of [
      post('', 'method=GET'),
      post('methods=1', ''),
      { ...post('method=POST', 'content=1'), method: 'PUT' },
      { ...post('method=GET', ''), method: 'GET' },
    ]) {
      expect(unwrapAlternateSyntax(request)).toBe(request)
    }
  })

  it('makes a GET: the fields that the standard lists are headers, the others parameters (XAPI-00148, XAPI-00336)', () => {
    const form = 'limit=1&verb=http%3A%2F%2Fa%2Fb%3Fc%26d&Authorization=Basic+eDp5&x-experience-api-version=1.0.3'
    expect(unwrap(post('method=GET', form, { ...FORM, 'x-experience-api-version': '1.0.1', accept: 'x/y' }))).toEqual({
      method: 'GET',
      query: 'limit=1&verb=http%3A%2F%2Fa%2Fb%3Fc%26d',
      headers: { authorization: 'Basic eDp5', 'x-experience-api-version': '1.0.3', accept: 'x/y' },
      body: '',
    })
  })

  it('makes a PUT of a statement, which is JSON where the form names no type', () => {
    expect(unwrap(post('method=PUT', 'statementId=5&content=%7B%22a%22%3A%22%C3%A9+b%2Bc%22%7D'))).toEqual({
      method: 'PUT',
      query: 'statementId=5',
      headers: { 'content-type': 'application/json' },
      body: '{"a":"é b+c"}',
    })
  })

  it('makes a PUT of a document: octets, or of the type that the form names (D-5)', () => {
    const state = '/xapi/activities/state/'
    expect(unwrap(post('method=PUT', 'content=x', FORM, state)).headers).toEqual({
      'content-type': 'application/octet-stream',
    })
    const form = 'content=x&Content-Type=text%2Fplain&Content-Length=99&If-Match=%22a%22&If-None-Match=*'
    expect(unwrap(post('method=POST', form, { ...FORM, 'content-length': '44' }, state)).headers).toEqual({
      'content-type': 'text/plain',
      'if-match': '"a"',
      'if-none-match': '*',
    })
  })

  it.each([
    ['Application/X-WWW-Form-Urlencoded; charset=UTF8'],
    ['application/x-www-form-urlencoded;charset="utf-8"'],
    ['text/plain'],
    ['text/plain;charset=UTF-8'],
    [undefined],
  ])('reads a form sent as %s', (type) => {
    const request = post('method=POST', '\ufeffcontent=%5B%5D', type === undefined ? {} : { 'content-type': type })
    expect(unwrap(request)).toMatchObject({ method: 'POST', body: '[]' })
  })

  it.each<[string, HttpRequest, string]>([
    ['another parameter in the query', post('method=PUT&statementId=5', 'content=1'), 'statementId'],
    ['an unknown method', post('method=PATCH', 'content=1'), 'method'],
    ['a method in lower case', post('method=put', 'content=1'), 'method'],
    ['two methods', post('method=PUT&method=GET', 'content=1'), 'method'],
    ['an empty method', post('method', 'content=1'), 'method'],
    ['a PUT without content', post('method=PUT', 'statementId=5'), 'content'],
    ['a PUT without a body', post('method=PUT', '', {}), 'content'],
    ['a JSON body that claims to be a form', post('method=PUT', '{"content":"{}"}'), 'content'],
    ['a body of another type', post('method=PUT', '{}', { 'content-type': 'application/json' }), 'Content-Type'],
    ['a repeated field', post('method=GET', 'limit=1&limit=2'), 'limit'],
    ['a repeated header', post('method=GET', 'If-Match=1&if-match=2'), 'if-match'],
    ['a broken escape', post('method=GET', 'limit=%zz'), 'limit'],
    ['octets that are not UTF-8', post('method=PUT', Buffer.from([99, 61, 255])), 'body'],
    ['a 2.0 request', post('method=GET', '', { ...FORM, 'x-experience-api-version': '2.0.0' }), 'method'],
    ['a form that says 2.0', post('method=GET', 'X-Experience-API-Version=2.0.0'), 'method'],
  ])('refuses %s (400)', (_, request, parameter) => {
    expect(() => unwrapAlternateSyntax(request)).toThrow(refused(parameter))
  })

  it('lets the version of the form win, and leaves an unsupported one to the negotiation', () => {
    const headers = { ...FORM, 'x-experience-api-version': '2.0.0' }
    expect(unwrap(post('method=GET', 'X-Experience-API-Version=1.0.3', headers)).headers).toEqual({
      'x-experience-api-version': '1.0.3',
    })
    expect(unwrap(post('method=GET', 'X-Experience-API-Version=0.8')).headers).toEqual({
      'x-experience-api-version': '0.8',
    })
  })
})
