/** Valid and invalid statements, the same under both versions; each invalid one with the only violation in it. */
import { ACTIVITY, ANN, BOB, type JsonObject, statement, subStatement, UUID, VOIDED } from './statements.ts'

export const GROUP = { objectType: 'Group', member: [ANN] }
const REF = { objectType: 'StatementRef', id: UUID }
export const ATTACHMENT = {
  usageType: 'http://example.org/usage',
  display: { en: 'x' },
  contentType: 'text/plain',
  length: 3,
  sha2: 'a'.repeat(64),
}
export const definition = (more: JsonObject) => statement({ object: { ...ACTIVITY, definition: more } })
export const context = (more: JsonObject) => statement({ context: more })
export const result = (more: JsonObject) => statement({ result: more })
export const score = (more: JsonObject) => result({ score: more })

export const VALID: [string, JsonObject][] = [
  ['with the least it needs', statement()],
  ['with an anonymous group that is empty (D-21)', statement({ actor: { objectType: 'Group', member: [] } })],
  ['with an identified group', statement({ actor: { ...GROUP, mbox_sha1sum: 'A'.repeat(40) } })],
  ['about an Agent', statement({ object: { objectType: 'Agent', openid: 'http://ann.example' } })],
  ['about a Group', statement({ object: GROUP })],
  ['about a statement', statement({ object: REF })],
  ['about a SubStatement', statement({ object: subStatement({ object: REF, timestamp: '2099-01-01T00:00:00Z' }) })],
  ['that voids', statement({ verb: VOIDED, object: REF })],
  ['that voids inside a SubStatement, which voids nothing', statement({ object: subStatement({ verb: VOIDED }) })],
  ['with null inside extensions', result({ extensions: { 'http://e': null, 'http://f': { x: [null, ''] } } })],
  ['with empty objects', statement({ result: {}, context: { contextActivities: {}, extensions: {} } })],
  [
    'with single and listed context activities',
    context({ contextActivities: { parent: ACTIVITY, other: [ACTIVITY] } }),
  ],
  ['with a version 1.0 (XAPI-00101)', statement({ version: '1.0' })],
  ['with a version 1.0.9 (XAPI-00101)', statement({ version: '1.0.9' })],
  ['with an authority of application and user', statement({ authority: { objectType: 'Group', member: [ANN, BOB] } })],
  ['with an authority', statement({ authority: ANN, stored: '2020-01-01T00:00:00Z', id: UUID.toUpperCase() })],
  ['with a full score', score({ scaled: -1, raw: 1, min: 1, max: 2 })],
  ['with attachments', statement({ attachments: [ATTACHMENT, { ...ATTACHMENT, fileUrl: 'http://f' }] })],
  [
    'with an interaction',
    definition({ interactionType: 'choice', choices: [{ id: '' }], correctResponsesPattern: [] }),
  ],
  ['with components that do not fit (D-23)', definition({ interactionType: 'true-false', scale: [] })],
  ['with revision and platform', context({ revision: '', platform: 'x', language: 'en-US', registration: UUID })],
]

export const INVALID: [string, JsonObject, string][] = [
  ['without actor (XAPI-00003)', { ...statement(), actor: undefined }, '/actor is required, found nothing'],
  ['with a null (XAPI-00001)', statement({ result: null }), '/result must be an object, found null'],
  ['with extensions that are null', result({ extensions: null }), '/result/extensions must be an object, found null'],
  ['with an unknown property', statement({ 'a/b': 1 }), '/a~1b is not a property that xAPI knows here, found a number'],
  [
    'with a mis-cased property',
    statement({ Result: {} }),
    '/Result is not a property that xAPI knows here, found an object',
  ],
  ['with an id that is no UUID (XAPI-00026)', statement({ id: '1' }), '/id must be a UUID, found a string'],
  ['with an id that is empty', statement({ id: '' }), '/id must be a UUID, found an empty string'],
  [
    'with two IFIs (XAPI-00034)',
    statement({ actor: { ...ANN, openid: 'http://x' } }),
    '/actor must have exactly one of mbox, mbox_sha1sum, openid and account, found mbox and openid',
  ],
  [
    'without an IFI',
    statement({ actor: { name: 'Ann' } }),
    '/actor must have exactly one of mbox, mbox_sha1sum, openid and account, found none',
  ],
  [
    'with a bad mbox',
    statement({ actor: { mbox: 'ann@x' } }),
    '/actor/mbox must be mailto: and an e-mail address, found a string',
  ],
  [
    'with half an account',
    statement({ actor: { account: { name: 'x' } } }),
    '/actor/account/homePage is required, found nothing',
  ],
  [
    'with a member that is a group',
    statement({ actor: { ...GROUP, member: [GROUP] } }),
    '/actor/member/0/objectType must be "Agent", found a string',
  ],
  [
    'with a group that names nobody',
    statement({ actor: { objectType: 'Group' } }),
    '/actor/member is required, found nothing',
  ],
  [
    'with members but no objectType',
    statement({ actor: { ...ANN, member: [] } }),
    '/actor/member is not a property that xAPI knows here, found an array of 0',
  ],
  [
    'with an actor of another type',
    statement({ actor: { ...ANN, objectType: 'agent' } }),
    '/actor/objectType must be one of Agent, Group, found a string',
  ],
  [
    'with an object of another type',
    statement({ object: { ...ACTIVITY, objectType: 'Course' } }),
    '/object/objectType must be one of Activity, Agent, Group, StatementRef, SubStatement, found a string',
  ],
  [
    'with a verb id without scheme',
    statement({ verb: { id: 'did' } }),
    '/verb/id must be an IRI with a scheme, found a string',
  ],
  [
    'with a bad language tag',
    statement({ verb: { id: 'a:b', display: { a12345: 'x' } } }),
    '/verb/display/a12345 must be an RFC 5646 language tag, as a key, found another key',
  ],
  [
    'with a text that is none',
    statement({ verb: { id: 'a:b', display: { en: 1 } } }),
    '/verb/display/en must be a string, found a number',
  ],
  [
    'with a SubStatement in a SubStatement',
    statement({ object: subStatement({ object: subStatement() }) }),
    '/object/object/objectType must be one of Activity, Agent, Group, StatementRef, found a string',
  ],
  [
    'with a SubStatement that has an id',
    statement({ object: subStatement({ id: UUID }) }),
    '/object/id is not a property that xAPI knows here, found a string',
  ],
  [
    'with choices but no interactionType',
    definition({ choices: [] }),
    '/object/definition/interactionType is required beside choices, found nothing',
  ],
  [
    'with an unknown interactionType',
    definition({ interactionType: 'x' }),
    '/object/definition/interactionType must be one of true-false, choice, fill-in, long-fill-in, matching, performance, sequencing, likert, numeric, other, found a string',
  ],
  [
    'with an extension key that is no IRI',
    result({ extensions: { x: 1 } }),
    '/result/extensions/x must be an IRI with a scheme, as a key, found another key',
  ],
  ['with scaled above 1', score({ scaled: 1.01 }), '/result/score/scaled must be at most 1, found a number'],
  ['with min = max', score({ min: 1, max: 1 }), '/result/score/min must be less than max, found a number'],
  ['with raw below min', score({ raw: 0, min: 1 }), '/result/score/raw must not be less than min, found a number'],
  [
    'with raw above max in a SubStatement',
    statement({ object: subStatement({ result: { score: { raw: 2, max: 1 } } }) }),
    '/object/result/score/raw must not be greater than max, found a number',
  ],
  ['with a boolean in quotes', result({ success: 'true' }), '/result/success must be true or false, found a string'],
  [
    'with a bad duration',
    result({ duration: '5s' }),
    '/result/duration must be an ISO 8601 duration such as PT1H30M, found a string',
  ],
  ['with a team that is an Agent', context({ team: ANN }), '/context/team/objectType is required, found nothing'],
  [
    'with an unknown context list',
    context({ contextActivities: { Parent: [] } }),
    '/context/contextActivities/Parent is not a property that xAPI knows here, found an array of 0',
  ],
  [
    'with revision but no Activity',
    statement({ object: REF, context: { revision: '1' } }),
    '/context/revision is allowed only when the object is an Activity, found a string',
  ],
  [
    'with an impossible date',
    statement({ timestamp: '2026-02-30T00:00:00Z' }),
    '/timestamp must be an .* date and time.*, found a string',
  ],
  [
    'with an unknown version (XAPI-00332)',
    statement({ version: '1.1.0' }),
    '/version must be a version of xAPI that this request may use, found a string',
  ],
  ['that voids an Activity', statement({ verb: VOIDED }), '/object/objectType is required, found nothing'],
  [
    'with an authority of three',
    statement({ authority: { objectType: 'Group', member: [ANN, ANN, BOB] } }),
    '/authority/member must have exactly two members: the application and the user, found an array of 3',
  ],
  [
    'with an authority that is an identified group',
    statement({ authority: { objectType: 'Group', ...ANN, member: [ANN, BOB] } }),
    '/authority/mbox must not be given: an authority of two is an anonymous group, found a string',
  ],
  [
    'with a negative length',
    statement({ attachments: [{ ...ATTACHMENT, length: -1 }] }),
    '/attachments/0/length must be at least 0, found a number',
  ],
  [
    'with a broken hash',
    statement({ attachments: [{ ...ATTACHMENT, sha2: 'x' }] }),
    '/attachments/0/sha2 must be a SHA-2 in hex digits, found a string',
  ],
]
