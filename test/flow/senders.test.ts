/** What senders put on the wire for statements, replayed against the real runner. */
import { createHash, randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from '@jest/globals'
import { idsOf, JSON_TYPE, useSender, VERSION } from '../support/raw-sender.ts'
import { newStatement, uniqueParts } from '../support/sent-statements.ts'

/**
 * Requests as real senders put them on the wire, byte for byte: header spelling, encodings, joined paths.
 * Each sender was read in its own source; a row that fails means that this sender loses statements.
 */

const { auth, send, stored } = useSender()

describe('adl-xapiwrapper', () => {
  const headers = () => ['Accept: */*', JSON_TYPE, auth(), VERSION]

  it('puts a statement by its id (204)', async () => {
    const statement = newStatement()
    const answer = await send(`PUT /xapi/statements?statementId=${statement.id}`, headers(), JSON.stringify(statement))
    expect([answer.status, answer.body]).toEqual([204, ''])
    expect(await stored(statement.id)).toMatchObject(statement)
  })

  it('sends a GET without a body as JSON, and gets its list (200)', async () => {
    const { agent, statement } = uniqueParts()
    const one = statement()
    await send('POST /xapi/statements', headers(), JSON.stringify([one]))
    const query = [
      `agent=${encodeURIComponent(JSON.stringify(agent))}`,
      `since=${encodeURIComponent(new Date(Date.now() - 60_000).toISOString())}`,
      'limit=10',
    ].join('&')
    const answer = await send(`GET /xapi/statements?${query}`, headers())
    expect([answer.status, idsOf(answer)]).toEqual([200, [one.id]])
  })

  it('appends `more` to scheme, host and port, and gets the next page', async () => {
    const { activity, statement } = uniqueParts()
    const statements = [statement(), statement()]
    await send('POST /xapi/statements', headers(), JSON.stringify(statements))
    const first = await send(`GET /xapi/statements?activity=${encodeURIComponent(activity.id)}&limit=1`, headers())
    const { more } = JSON.parse(first.body)
    expect(more).toMatch(/^\/xapi\//)
    const second = await send(`GET ${more}`, headers())
    expect([...idsOf(first), ...idsOf(second)]).toEqual(statements.map(({ id }) => id).reverse())
  })
})

describe('TinCanJS', () => {
  it('adds a slash to an endpoint that has one already (200, no redirect)', async () => {
    const statement = newStatement()
    const answer = await send('POST /xapi//statements', [auth(), VERSION, JSON_TYPE], JSON.stringify([statement]))
    expect([answer.status, answer.body]).toEqual([200, JSON.stringify([statement.id])])
  })

  it('is configured with a slash after the resource (200, no redirect)', async () => {
    const statement = newStatement()
    const answer = await send('POST /xapi/statements/', [auth(), VERSION, JSON_TYPE], JSON.stringify([statement]))
    expect(answer.status).toBe(200)
    expect(await stored(statement.id)).toMatchObject(statement)
  })

  it('takes `more` apart, decodes its parameters, encodes them again, and gets the next page', async () => {
    const { agent, statement } = uniqueParts()
    const statements = [statement(), statement()]
    await send('POST /xapi/statements', [auth(), VERSION, JSON_TYPE], JSON.stringify(statements))
    const actor = encodeURIComponent(JSON.stringify(agent))
    const first = await send(`GET /xapi/statements?agent=${actor}&limit=1`, [auth(), VERSION])
    const [path, query = ''] = JSON.parse(first.body).more.split('?')
    const again = query.split('&').map((pair: string) => {
      const [name = '', value = ''] = pair.split('=')
      return `${name}=${encodeURIComponent(decodeURIComponent(value.replaceAll('+', ' ')))}`
    })
    const second = await send(`GET ${path}?${again.join('&')}`, [auth(), VERSION])
    expect(idsOf(second)).toEqual([statements[0]?.id])
  })
})

describe('Moodle, logstore_xapi', () => {
  const headers = () => [auth(), VERSION, JSON_TYPE, 'Accept: */*']
  /** PHP's json_encode escapes slashes and all that is not ASCII. */
  const php = (value: unknown) =>
    JSON.stringify(value)
      .replaceAll('/', '\\/')
      .replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

  it('posts a batch of escaped JSON, which is stored with the characters it stands for (200)', async () => {
    const statement = newStatement({ verb: { id: 'http://id.tincanapi.com/verb/viewed', display: { ja: '閲覧 🎓' } } })
    const answer = await send('POST /xapi/statements', headers(), php([statement]))
    expect([answer.status, answer.body]).toEqual([200, JSON.stringify([statement.id])])
    expect(await stored(statement.id)).toMatchObject({ verb: { display: { ja: '閲覧 🎓' } } })
  })

  it('waits for 100 Continue before it sends a long body, which is stored (200)', async () => {
    const statements = Array.from({ length: 50 }, () => newStatement())
    const answer = await send('POST /xapi/statements', [...headers(), 'Expect: 100-continue'], php(statements))
    expect(JSON.parse(answer.body)).toEqual(statements.map(({ id }) => id))
  })
})

describe('Open edX, event-routing-backends', () => {
  const headers = () => ['Accept-Encoding: identity', auth(), JSON_TYPE, VERSION]

  it('posts a whole batch again after a crash, and gets the same ids again (200)', async () => {
    const body = JSON.stringify([newStatement(), newStatement({ timestamp: '2026-11-21T09:00:00.123456+00:00' })])
    const first = await send('POST /xapi/statements', headers(), body)
    const second = await send('POST /xapi/statements', headers(), body)
    expect([first.status, second.status, second.body]).toEqual([200, 200, first.body])
  })

  it('takes a 409 for "all stored", so it names each conflicting statement and stores none', async () => {
    const [known, other, fresh] = [newStatement(), newStatement(), newStatement()]
    await send('POST /xapi/statements', headers(), JSON.stringify([known, other]))
    const changed = [known, other].map((each) => ({ ...each, result: { success: true } }))
    const answer = await send('POST /xapi/statements', headers(), JSON.stringify([...changed, fresh]))
    expect(answer.status).toBe(409)
    expect(answer.body).toContain(known.id)
    expect(answer.body).toContain(other.id)
    expect(answer.body).not.toContain(fresh.id)
    expect(await stored(fresh.id)).toBe(404)
  })

  // @control attributed dated-by-the-system
  it('sends `stored` and `authority`, both of which the LRS replaces (200)', async () => {
    const statement = newStatement({
      stored: '2001-01-01T00:00:00.000Z',
      authority: { mbox: 'mailto:someone@example.com' },
    })
    await send('POST /xapi/statements', headers(), JSON.stringify(statement))
    const kept = (await stored(statement.id)) as { stored: string; authority: { mbox?: string } }
    expect(Date.now() - Date.parse(kept.stored)).toBeLessThan(60_000)
    expect(kept.authority.mbox).toBeUndefined()
  })
})

describe('Moodle, mod_cmi5launch', () => {
  const headers = () => [auth(), 'Content-Type: application/json', 'X-Experience-API-Version:1.0.3']

  it('asks by registration and since, and gets 500 statements at once: it never follows `more`', async () => {
    const registration = randomUUID()
    const statements = Array.from({ length: 500 }, () => newStatement({ context: { registration } }))
    for (let at = 0; at < statements.length; at += 100)
      await send('POST /xapi/statements', headers(), JSON.stringify(statements.slice(at, at + 100)))
    const since = encodeURIComponent(new Date(Date.now() - 60_000).toISOString())
    const answer = await send(`GET /xapi/statements?registration=${registration}&since=${since}`, headers())
    expect(idsOf(answer)).toEqual(statements.map(({ id }) => id).reverse())
    expect(JSON.parse(answer.body).more).toBe('')
  })

  it('writes the space in the name of an agent as a plus, and gets the statements of the agent', async () => {
    const { agent, statement } = uniqueParts()
    const one = statement({ actor: { ...agent, name: 'Ada Lovelace' } })
    await send('POST /xapi/statements', headers(), JSON.stringify(one))
    const actor = encodeURIComponent(JSON.stringify(one.actor)).replaceAll('%20', '+')
    expect(idsOf(await send(`GET /xapi/statements?agent=${actor}`, headers()))).toEqual([one.id])
  })

  it('asks whether a learner is done with related_activities=false and format=ids (200)', async () => {
    const { agent, verb, activity, statement } = uniqueParts()
    const one = statement()
    await send('POST /xapi/statements', headers(), JSON.stringify(one))
    const query = {
      agent: JSON.stringify(agent),
      verb: verb.id,
      activity: activity.id,
      related_activities: 'false',
      format: 'ids',
    }
    const answer = await send(`GET /xapi/statements?${new URLSearchParams(query)}`, headers())
    expect([answer.status, idsOf(answer)]).toEqual([200, [one.id]])
  })
})

describe('any sender', () => {
  it.each([
    'application/json;charset=UTF-8',
    'application/json; charset=utf-8',
    'application/json; charset="utf8"',
    'Application/JSON ; Charset=Utf-8',
  ])('may send JSON as %s (200)', async (type) => {
    const body = JSON.stringify(newStatement({ result: { response: 'größer' } }))
    expect((await send('POST /xapi/statements', [auth(), VERSION, `Content-Type: ${type}`], body)).status).toBe(200)
  })

  it('may begin its body with a byte order mark (200)', async () => {
    const answer = await send(
      'POST /xapi/statements',
      [auth(), VERSION, JSON_TYPE],
      `\ufeff${JSON.stringify(newStatement())}`,
    )
    expect(answer.status).toBe(200)
  })

  it('may write JSON into its query without encoding, and gets its list (200)', async () => {
    const { agent, statement } = uniqueParts()
    const one = statement()
    await send('POST /xapi/statements', [auth(), VERSION, JSON_TYPE], JSON.stringify(one))
    const answer = await send(`GET /xapi/statements?agent=${JSON.stringify(agent)}`, [auth(), VERSION])
    expect(idsOf(answer)).toEqual([one.id])
  })

  it('may write header names in lower or upper case (200)', async () => {
    const headers = [
      auth().replace('Authorization', 'AUTHORIZATION'),
      VERSION.toLowerCase(),
      'content-type: application/json',
    ]
    expect((await send('POST /xapi/statements', headers, JSON.stringify(newStatement()))).status).toBe(200)
  })

  it.each(['gzip', 'x-gzip', 'GZIP'])('may compress its body as %s (200)', async (encoding) => {
    const statement = newStatement()
    const headers = [auth(), VERSION, JSON_TYPE, `Content-Encoding: ${encoding}`]
    const answer = await send('POST /xapi/statements', headers, gzipSync(JSON.stringify([statement])))
    expect([answer.status, answer.body]).toEqual([200, JSON.stringify([statement.id])])
  })

  it.each([
    ['is no gzip (400)', 'plain', 400],
    ['unpacks to 60 MB (413)', gzipSync(Buffer.alloc(60_000_000, ' ')), 413],
  ])('is refused if it sends as gzip what %s', async (_, body, status) => {
    const headers = [auth(), VERSION, JSON_TYPE, 'Content-Encoding: gzip']
    expect((await send('POST /xapi/statements', headers, body)).status).toBe(status)
  })

  it('gets an error as plain text if it accepts nothing else (400)', async () => {
    const headers = [auth(), VERSION, JSON_TYPE, 'Accept: text/plain']
    const answer = await send('POST /xapi/statements', headers, JSON.stringify(newStatement({ verb: {} })))
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'text/plain; charset=utf-8'])
    expect(answer.body).toMatch(/\/verb/)
    expect(answer.body).not.toMatch(/^[{[]/)
  })
})

/** The libraries build this body themselves: digits as a boundary, `Content-Disposition` in the first part. */
describe('an attachment as adl-xapiwrapper and @xapi/xapi send it', () => {
  const BOUNDARY = '1234567812345678'
  const TYPE = `Content-Type: multipart/mixed; boundary=${BOUNDARY}`
  const data = Buffer.from(`\r\n--${BOUNDARY.slice(1)}\r\n\x00\xff binary`, 'latin1')
  const sha2 = createHash('sha256').update(data).digest('hex')
  const attachment = {
    usageType: 'https://example.com/usage',
    display: { en: 'x' },
    contentType: 'text/plain',
    length: data.length,
    sha2,
  }
  const partOf = (lines: string[], content: string | Buffer) =>
    Buffer.concat([
      Buffer.from([`--${BOUNDARY}`, ...lines, '', ''].join('\r\n')),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ])
  const bodyOf = (statement: object) =>
    Buffer.concat([
      partOf([JSON_TYPE, 'Content-Disposition: form-data; name="statement"'], JSON.stringify(statement)),
      partOf(['Content-Type: text/plain', 'Content-Transfer-Encoding: binary', `X-Experience-API-Hash: ${sha2}`], data),
      Buffer.from(`--${BOUNDARY}--\r\n`),
    ])

  it('is stored (200) and comes back as their parsers and TinCanJS read it', async () => {
    const statement = newStatement({ attachments: [attachment] })
    const answer = await send('POST /xapi/statements', [auth(), VERSION, TYPE], bodyOf(statement))
    expect([answer.status, answer.body]).toEqual([200, JSON.stringify([statement.id])])

    const back = await send(`GET /xapi/statements?statementId=${statement.id}&attachments=true`, [auth(), VERSION])
    // TinCanJS takes all that follows `boundary=`; @xapi/xapi the first line, then headers in exactly this spelling.
    const [type, boundary] = back.headers.get('content-type')?.split(' boundary=') ?? []
    expect(type).toBe('multipart/mixed;')
    const [preamble, json = '', raw = '', end] = back.bytes.toString('latin1').split(`--${boundary}`)
    expect([preamble, end]).toEqual(['', '--\r\n'])
    expect(json).toMatch(/^\r\nContent-Type: application\/json\r\n\r\n{/)
    expect(raw).toContain(`\r\nX-Experience-API-Hash: ${sha2}\r\n`)
    expect(raw.slice(raw.indexOf('\r\n\r\n') + 4, -2)).toBe(data.toString('latin1'))
  })

  it('is refused without its data (400), and its statement is not stored', async () => {
    const statement = newStatement({ attachments: [attachment] })
    expect((await send('POST /xapi/statements', [auth(), VERSION, JSON_TYPE], JSON.stringify(statement))).status).toBe(
      400,
    )
    expect(await stored(statement.id)).toBe(404)
  })
})
