/** Documents as real senders ask for them, byte for byte. */
import { createHash, randomUUID } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { JSON_TYPE, useSender, VERSION } from '../support/raw-sender.ts'

const { auth, send } = useSender()

const AGENT = encodeURIComponent('{"mbox":"mailto:ada@example.com"}')
const ACTIVITY = encodeURIComponent('https://lms.example.com/course/view.php?id=7')
const stateOf = (stateId: string) => `/xapi/activities/state?activityId=${ACTIVITY}&agent=${AGENT}&stateId=${stateId}`
const hashOf = (text: string) => createHash('sha1').update(text).digest('hex')

describe('adl-xapiwrapper', () => {
  const headers = () => ['Accept: */*', JSON_TYPE, auth(), VERSION]

  it('posts objects as state, which are merged, and puts an array, which replaces them (204)', async () => {
    const path = stateOf(randomUUID())
    expect((await send(`POST ${path}`, headers(), '{"bookmark":"3"}')).status).toBe(204)
    expect((await send(`POST ${path}`, headers(), '{"score":1}')).status).toBe(204)
    expect(JSON.parse((await send(`GET ${path}`, headers())).body)).toEqual({ bookmark: '3', score: 1 })
    expect((await send(`PUT ${path}`, headers(), '[1,2]')).status).toBe(204)
    expect((await send(`GET ${path}`, headers())).body).toBe('[1,2]')
  })

  it('sends the hash of the stored text as If-Match: it replaces that text (204), but not the next one (412)', async () => {
    const path = stateOf(randomUUID())
    await send(`PUT ${path}`, headers(), '{"a":1}')
    const match = `If-Match: "${hashOf('{"a":1}')}"`
    expect((await send(`PUT ${path}`, [...headers(), match], '{"a":2}')).status).toBe(204)
    expect((await send(`PUT ${path}`, [...headers(), match], '{"a":3}')).status).toBe(412)
  })

  it('creates a profile with If-None-Match: * (204), but not a second time (412)', async () => {
    const path = `/xapi/agents/profile?agent=${AGENT}&profileId=${randomUUID()}`
    expect((await send(`PUT ${path}`, [...headers(), 'If-None-Match: *'], '{"a":1}')).status).toBe(204)
    expect((await send(`PUT ${path}`, [...headers(), 'If-None-Match: *'], '{"a":2}')).status).toBe(412)
  })

  it('sends a GET and a DELETE without a body as JSON (404, 204)', async () => {
    const path = stateOf(randomUUID())
    await send(`PUT ${path}`, headers(), '{"a":1}')
    expect((await send(`DELETE ${path}`, headers())).status).toBe(204)
    expect((await send(`GET ${path}`, headers())).status).toBe(404)
  })
})

describe('TinCanJS', () => {
  it('sends text of no given type as octets (204), and gets type, ETag and bytes back', async () => {
    const path = stateOf(randomUUID())
    const put = await send(`PUT ${path}`, [auth(), VERSION, 'Content-Type: application/octet-stream'], 'bookmark=3')
    expect(put.status).toBe(204)
    const { status, body, headers } = await send(`GET ${path}`, [auth(), VERSION])
    expect([status, body]).toEqual([200, 'bookmark=3'])
    expect(headers.get('content-type')).toBe('application/octet-stream')
    expect(headers.get('etag')).toBe(`"${hashOf('bookmark=3')}"`)
  })

  it('asks for a person and an activity that nobody has mentioned, and gets both (200)', async () => {
    const person = await send(`GET /xapi/agents?agent=${AGENT}`, [auth(), VERSION])
    expect([person.status, JSON.parse(person.body)]).toEqual([
      200,
      { objectType: 'Person', mbox: ['mailto:ada@example.com'] },
    ])
    const id = `https://example.com/${randomUUID()}`
    const activity = await send(`GET /xapi/activities?activityId=${encodeURIComponent(id)}`, [auth(), VERSION])
    expect([activity.status, JSON.parse(activity.body)]).toEqual([200, { objectType: 'Activity', id }])
  })
})

describe('content that can be suspended', () => {
  it('puts its suspend data again and again without a precondition (204), and gets the last back', async () => {
    const path = stateOf(randomUUID())
    for (const data of ['2A11', '2A1142', '']) {
      expect(
        (await send(`PUT ${path}`, [auth(), VERSION, 'Content-Type: text/plain;charset=UTF-8'], data)).status,
      ).toBe(204)
      expect((await send(`GET ${path}`, [auth(), VERSION])).body).toBe(data)
    }
  })

  it('puts states whose ids have spaces, umlauts and slashes (204), and lists these ids', async () => {
    const registration = randomUUID()
    const scope = `activityId=${ACTIVITY}&agent=${AGENT}&registration=${registration}`
    const ids = ['suspend_data', 'a b/ü?&=%', 'https://example.com/état|1']
    for (const id of ids) {
      const path = `/xapi/activities/state?${scope}&stateId=${encodeURIComponent(id)}`
      expect((await send(`PUT ${path}`, [auth(), VERSION, 'Content-Type: text/plain'], id)).status).toBe(204)
    }
    const list = await send(`GET /xapi/activities/state?${scope}`, [auth(), VERSION])
    expect(JSON.parse(list.body).sort()).toEqual(ids.sort())
  })
})
