/** What somebody fills in, and what of it is sent: credentials, quotas; days of usage; and what to do about a broken rule. */
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { BrokenRule, Credential, DayUsage, Quotas } from '../../console/api/admin-api.ts'
import { eachDay, limitIn, QUOTAS, quotasIn, quotaTexts, refusals, sumOf } from '../../console/rooms/people/days.ts'
import { adviceFor, leniencyFor } from '../../console/rooms/senders/advice.ts'
import {
  draftOf,
  LENIENCIES,
  mistakesIn,
  newDraft,
  rebased,
  SCOPES,
  toChange,
  toNew,
} from '../../console/rooms/senders/draft.ts'
import { HEALTHS, healthOf, toRows } from '../../console/rooms/senders/health.ts'
import { explain } from '../../lambdas/xapi/explanation.ts'

const NOW = Date.parse('2026-11-22T10:00:00Z')
const instant = fc
  .date({ min: new Date(NOW - 1e9), max: new Date(NOW + 1e10), noInvalidDate: true })
  .map((date) => date.toISOString())
const line = fc.stringMatching(/^https:\/\/[a-z]{1,8}\.example\/[a-z0-9]{1,8}$/)
const lines = fc.uniqueArray(line, { minLength: 1, maxLength: 3 })
const agent = fc.stringMatching(/^[a-z]{1,8}$/).map((name) => ({ mbox: `mailto:${name}@example.org` }))
const filter = fc
  .record(
    {
      verbs: lines,
      activities: lines,
      agents: fc.uniqueArray(agent, { minLength: 1, maxLength: 3, selector: ({ mbox }) => mbox }),
    },
    { requiredKeys: [] },
  )
  .filter((one) => Object.keys(one).length > 0)
const label = fc.stringMatching(/^[A-Za-zäöü][A-Za-z äöü]{0,20}[a-z]$/)
const credential: fc.Arbitrary<Credential> = fc.record(
  {
    key: fc.uuid(),
    label,
    scopes: fc.uniqueArray(fc.constantFrom(...SCOPES), { minLength: 1 }),
    authority: fc.constant({}),
    lenient: fc.uniqueArray(fc.constantFrom(...LENIENCIES)),
    secrets: fc.constant([{}]),
    expires: instant,
    filter,
  },
  { requiredKeys: ['key', 'label', 'scopes', 'authority', 'lenient', 'secrets'] },
)

describe('a credential that is filled in', () => {
  it('changes nothing where nothing was changed', () => {
    fc.assert(fc.property(credential, (one) => expect(toChange(one, draftOf(one), NOW)).toBeUndefined()))
  })

  it('changes just what is another: applied, it is what was filled in', () => {
    fc.assert(
      fc.property(credential, credential, (before, wanted) => {
        const draft = {
          ...draftOf(wanted),
          expiry: wanted.expires === undefined ? ('never' as const) : ('same' as const),
        }
        const change = toChange(before, draft, NOW) ?? {}
        const after = { ...before, ...change }
        expect(new Set(after.scopes)).toEqual(new Set(wanted.scopes))
        expect(new Set(after.lenient)).toEqual(new Set(wanted.lenient))
        expect([after.label, after.filter ?? undefined]).toEqual([wanted.label, wanted.filter])
        if (change.label !== undefined) expect(before.label).not.toBe(wanted.label)
      }),
    )
  })

  it('keeps what somebody else changed meanwhile, and changes the rest as it was filled in', () => {
    fc.assert(
      fc.property(credential, label, label, (before, mine, theirs) => {
        const after = { ...before, lenient: ['object-type'], label: theirs }
        const scopes = [...before.scopes].slice(0, 1)
        const draft = rebased({ ...draftOf(before), scopes }, before, after)
        expect([draft.label, draft.lenient]).toEqual([theirs, ['object-type']])
        expect({ ...after, ...toChange(after, draft, NOW) }).toEqual({ ...after, scopes })
        if (mine !== before.label) expect(rebased({ ...draftOf(before), label: mine }, before, after).label).toBe(mine)
      }),
    )
  })

  it('is made with what stands in the form, and expires after as many days as were chosen', () => {
    const draft = {
      ...newDraft,
      label: ' LMS ',
      expiry: '30' as const,
      agents: 'ada@example.org\nhttps://hr.example|7',
    }
    expect(toNew(draft, NOW)).toEqual({
      label: 'LMS',
      scopes: ['statements/write', 'define', 'statements/read', 'state', 'profile'],
      expires: '2026-12-22T10:00:00.000Z',
      filter: {
        agents: [{ mbox: 'mailto:ada@example.org' }, { account: { homePage: 'https://hr.example', name: '7' } }],
      },
    })
  })

  it('names what is missing or wrong', () => {
    const draft = { ...newDraft, scopes: [], expiry: 'day' as const, day: '2026-11-21', agents: 'nobody' }
    expect(mistakesIn(draft, NOW)).toEqual({ label: true, scopes: true, day: true, agents: 'nobody' })
    expect(mistakesIn({ ...newDraft, label: 'x', expiry: 'day', day: '2026-11-23' }, NOW)).toEqual({})
  })
})

describe('the health of senders', () => {
  it('has each credential and each sender once, and what needs care first', () => {
    const sender = fc.record(
      {
        credential: fc.uuid(),
        lastSeen: instant,
        lastRefused: instant,
        accepted: fc.nat(),
        refused: fc.nat(),
        rules: fc.constant<BrokenRule[]>([]),
      },
      { requiredKeys: ['credential', 'lastSeen', 'accepted', 'refused', 'rules'] },
    )
    fc.assert(
      fc.property(fc.array(credential), fc.array(sender), fc.nat(3), (credentials, others, shared) => {
        const senders = [
          ...others,
          ...credentials.slice(0, shared).map(({ key }) => ({
            credential: key,
            lastSeen: '2026-11-22T09:00:00Z',
            accepted: 1,
            refused: 0,
            rules: [],
          })),
        ]
        const rows = toRows(credentials, senders, NOW)
        const keys = new Set([...credentials.map(({ key }) => key), ...senders.map(({ credential: key }) => key)])
        expect(rows.map(({ key }) => key).sort()).toEqual([...keys].sort())
        const ranks = rows.map((row) => HEALTHS.indexOf(healthOf(row, NOW)))
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b))
      }),
    )
  })
})

describe('what to do about a rule', () => {
  const statement = {
    actor: { mbox: 'ada', openid: 'x' },
    verb: { id: 'v', display: { 'not a tag!': 'x' } },
    object: { objectType: 'activity', id: 'x' },
    result: { duration: '1', score: { scaled: 2 }, success: 'yes', response: 5 },
    context: { registration: '1', language: '!' },
    timestamp: 'now',
    extra: 1,
  }

  it('is said of everything that is wrong with a bad statement, and never only to look at the value', () => {
    const found = explain(statement, 'urn:cairn:xapi:statement:1.0.3').map(({ pointer = '', rule }) =>
      adviceFor({ reason: 'invalid', rule, place: pointer }),
    )
    expect(found.length).toBeGreaterThan(8)
    expect(found).not.toContain('fixValue')
  })

  it.each([
    [{ reason: 'invalid', rule: 'must be at most 1', place: '/result/score/scaled' }, 'fixScaled', undefined],
    [
      { reason: 'invalid', rule: 'must be less than max', place: '/result/score/min' },
      'fixScore',
      'equal-score-bounds',
    ],
    [
      { reason: 'invalid', rule: 'must be 1.0, 1.0.x, 2.0 or 2.0.x', place: 'X-Experience-API-Version' },
      'fixVersion',
      'missing-version',
    ],
    [
      {
        reason: 'invalid',
        rule: 'or If-Match is required: xAPI 1.0.3 wants a PUT of a profile to tell what it expects',
        place: 'If-None-Match',
      },
      'fixPrecondition',
      'blind-profile-put',
    ],
    [{ reason: 'invalid', rule: 'is spelt statementId', place: 'StatementId' }, 'fixSpelt', undefined],
    [{ reason: 'invalid', rule: 'is not allowed beside statementId', place: 'agent' }, 'fixBeside', undefined],
    [{ reason: 'invalid', rule: 'must be true or false', place: 'ascending' }, 'fixBoolean', 'boolean-case'],
    [{ reason: 'invalid', rule: 'must be true or false', place: '/result/success' }, 'fixBoolean', undefined],
    [
      { reason: 'forbidden', rule: 'may be voided only with the scope statements/void', place: '/verb/id' },
      'fixVoid',
      undefined,
    ],
    [{ reason: 'statementsPerSecond', rule: '', place: '' }, 'fixQuota', undefined],
    [{ reason: 'storedBytes', rule: '', place: '' }, 'fixFull', undefined],
    [{ reason: 'forbidden', rule: '', place: '' }, 'fixScope', undefined],
    [{ reason: 'constructor', rule: '', place: '' }, 'fixValue', undefined],
  ])('%j is met by %s', (broken, advice, lenient) => {
    expect([adviceFor(broken), leniencyFor(broken)]).toEqual([advice, lenient])
  })
})

describe('quotas and days', () => {
  it('say the same quotas as text and back, whatever they are', () => {
    const quota = fc.nat({ max: 1_000_000_000_000 })
    const quotas = fc.record(Object.fromEntries(QUOTAS.map((name) => [name, quota])), { requiredKeys: [] })
    fc.assert(fc.property(quotas, (one: Quotas) => expect(quotasIn(quotaTexts(one))).toEqual(one)))
  })

  it.each(['-1', '1e3', 'many', '1.0000001', '99999999999999999'])('take no %s', (text) => {
    expect(limitIn('storedBytes', text)).toBeUndefined()
  })

  it('have each day of a span once, in order, and lose no count of it', () => {
    const usage = (day: string): DayUsage => ({
      day,
      requests: 2,
      refused: { invalid: 1 },
      statements: 3,
      dollars: 0.5,
    })
    const days = fc
      .uniqueArray(fc.integer({ min: 0, max: 59 }))
      .map((all) => all.map((at) => new Date(Date.UTC(2026, 9, 1 + at)).toISOString().slice(0, 10)))
    fc.assert(
      fc.property(days, (counted) => {
        const shown = eachDay(counted.map(usage), { from: '2026-10-01', to: '2026-11-29' })
        expect(shown.map(({ day }) => day)).toEqual([...new Set(shown.map(({ day }) => day))].sort())
        expect([shown.length, sumOf(shown, 'requests')]).toEqual([60, 2 * counted.length])
        expect(refusals(shown)).toEqual(counted.length === 0 ? [] : [['invalid', counted.length]])
      }),
    )
  })
})
