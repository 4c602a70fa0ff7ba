/** Data 2.4.3 and 2.4.4, 4.2.2.2 and 4.2.2.3: verbs, activities and their definitions, references, SubStatements. */
import { ACTIVITY, AGENT, newSubStatement, type Part, VERB } from '../../support/sent-statements.ts'
import { VOIDED } from '../../support/statements.ts'
import { accepts, invalid, type Places, type Rule, rejects, type Values, valid } from './rule.ts'

const UUID = 'fd41c918-b88b-4b20-a0a5-a4c32391aaa0'

const definition = (part: Part): Part => ({ object: { ...ACTIVITY, definition: part } })
const choice = (part: Part): Part => definition({ interactionType: 'choice', ...part })

const VERBS: Rule[] = [
  valid('XAPI-00044', 'verb with only an id', { verb: { id: VERB.id } }),
  valid('XAPI-00045', 'verb.display may be empty', { verb: { ...VERB, display: {} } }),
  invalid('XAPI-00004', 'no verb', { verb: undefined }),
  invalid('XAPI-00044', 'verb without id', { verb: { display: { en: 'did' } } }),
  invalid('XAPI-00044', 'verb is a string', { verb: 'did' }),
  invalid('XAPI-00045', 'verb.display is a string', { verb: { ...VERB, display: 'did' } }),
  invalid('XAPI-00010', 'verb with an unknown property', { verb: { ...VERB, name: 'did' } }),
  invalid('XAPI-00008', 'verb with a mis-cased key', { verb: { ID: VERB.id } }),
]

const ACTIVITIES: Rule[] = [
  valid('XAPI-00047', 'activity without objectType', { object: { id: ACTIVITY.id } }),
  valid('XAPI-00048', 'activity with an empty definition', definition({})),
  invalid('XAPI-00005', 'no object', { object: undefined }),
  invalid('XAPI-00047', 'activity without id', { object: { objectType: 'Activity' } }),
  invalid('XAPI-00047', 'activity whose id is a number', { object: { id: 7 } }),
  invalid('XAPI-00048', 'definition is a string', { object: { ...ACTIVITY, definition: 'x' } }),
  invalid('XAPI-00046', 'objectType of another case', { object: { ...ACTIVITY, objectType: 'activity' } }),
  invalid('XAPI-00046', 'objectType unknown', { object: { ...ACTIVITY, objectType: 'Course' } }),
  invalid('XAPI-00010', 'activity with an unknown property', { object: { ...ACTIVITY, name: 'x' } }),
  invalid('XAPI-00010', 'definition with an unknown property', definition({ title: 'x' })),
  invalid('XAPI-00008', 'definition with a mis-cased key', definition({ moreinfo: 'https://example.com/' })),
]

const INTERACTION_TYPES = [
  'true-false',
  'choice',
  'fill-in',
  'long-fill-in',
  'matching',
  'performance',
  'sequencing',
  'likert',
  'numeric',
  'other',
]

const LISTS: Places = Object.fromEntries(
  [
    ['choices', 'choice'],
    ['scale', 'likert'],
    ['source', 'matching'],
    ['target', 'matching'],
    ['steps', 'performance'],
  ].map(([list = '', interactionType = '']) => [list, (value) => definition({ interactionType, [list]: value })]),
)

const INTERACTIONS: Rule[] = [
  ...INTERACTION_TYPES.map((interactionType) =>
    valid('XAPI-00049', `interactionType ${interactionType}`, definition({ interactionType })),
  ),
  invalid('XAPI-00049', 'interactionType unknown', definition({ interactionType: 'essay' })),
  invalid('XAPI-00049', 'interactionType of another case', definition({ interactionType: 'Choice' })),
  invalid('XAPI-00049', 'interactionType is a number', definition({ interactionType: 1 })),
  invalid(
    'XAPI-00064',
    'correctResponsesPattern without interactionType',
    definition({ correctResponsesPattern: ['a'] }),
  ),
  invalid('XAPI-00064', 'choices without interactionType', definition({ choices: [{ id: 'a' }] })),
  valid('XAPI-00064', 'correctResponsesPattern may be empty', choice({ correctResponsesPattern: [] })),
  invalid('XAPI-00064', 'correctResponsesPattern is a string', choice({ correctResponsesPattern: 'a' })),
  invalid('XAPI-00064', 'correctResponsesPattern holds a number', choice({ correctResponsesPattern: [1] })),
  ...accepts('XAPI-00063', LISTS, {
    'components with descriptions': [{ id: 'a', description: { 'en-GB': 'A', de: 'Ä' } }, { id: 'b' }],
    'no component': [],
  }),
  ...rejects('XAPI-00063', LISTS, {
    'is an object': { id: 'a' },
    'component is a string': ['a'],
    'component without id': [{ description: { en: 'A' } }],
    'component whose id is a number': [{ id: 1 }],
    'component whose description is a string': [{ id: 'a', description: 'A' }],
    'component with an unknown property': [{ id: 'a', correct: true }],
  }),
]

const REFERENCE = { objectType: 'StatementRef', id: UUID }

/** Also context.statement (XAPI-00092). */
const REFERENCES: Rule[] = [
  ...accepts(
    'XAPI-00072',
    { object: (object) => ({ object }), 'context.statement': (statement) => ({ context: { statement } }) },
    {
      'reference to an unknown statement': REFERENCE,
      'reference in upper case': { ...REFERENCE, id: UUID.toUpperCase() },
    },
  ),
  ...rejects(
    'XAPI-00072',
    { object: (object) => ({ object }), 'context.statement': (statement) => ({ context: { statement } }) },
    {
      'reference without id': { objectType: 'StatementRef' },
      'reference that is no UUID': { ...REFERENCE, id: 'statement-1' },
      'reference with an unknown property': { ...REFERENCE, name: 'x' },
      'reference with objectType of another case': { ...REFERENCE, objectType: 'statementRef' },
    },
  ),
  invalid('XAPI-00092', 'context.statement without objectType', { context: { statement: { id: UUID } } }),
  invalid('XAPI-00019', 'a voiding statement whose object is an activity', { verb: VOIDED }),
  invalid('XAPI-00017', 'a voiding statement whose object is an agent', { verb: VOIDED, object: AGENT }),
  invalid('XAPI-00020', 'a voiding statement whose reference has no id', {
    verb: VOIDED,
    object: { objectType: 'StatementRef' },
  }),
]

const sub = (part: Part): Part => ({ object: newSubStatement(part) })

const SUB_STATEMENTS: Rule[] = [
  valid('XAPI-00066', 'SubStatement with a future timestamp', sub({ timestamp: '2099-01-01T00:00:00Z' })),
  valid('XAPI-00066', 'SubStatement about an Agent', sub({ object: AGENT })),
  valid('XAPI-00066', 'SubStatement about a StatementRef', sub({ object: REFERENCE })),
  invalid('XAPI-00070', 'SubStatement with id', sub({ id: UUID })),
  invalid('XAPI-00069', 'SubStatement with stored', sub({ stored: '2026-01-01T00:00:00Z' })),
  invalid('XAPI-00068', 'SubStatement with version', sub({ version: '1.0.0' })),
  invalid('XAPI-00067', 'SubStatement with authority', sub({ authority: AGENT })),
  invalid('XAPI-00071', 'SubStatement within a SubStatement', sub({ object: newSubStatement({}) })),
  invalid('XAPI-00066', 'SubStatement without actor', sub({ actor: undefined })),
  invalid('XAPI-00066', 'SubStatement without verb', sub({ verb: undefined })),
  invalid('XAPI-00066', 'SubStatement without object', sub({ object: undefined })),
  invalid('XAPI-00066', 'SubStatement with an unknown property', sub({ more: 1 })),
  invalid('XAPI-00046', 'SubStatement of another case', { object: newSubStatement({ objectType: 'Substatement' }) }),
]

/** Where an IRI or IRL stands. */
const IRI_PLACES: Places = {
  'verb.id': (id) => ({ verb: { id } }),
  'object.id': (id) => ({ object: { id } }),
  'definition.type': (type) => definition({ type }),
  'definition.moreInfo': (moreInfo) => definition({ moreInfo }),
  'contextActivities.parent': (id) => ({ context: { contextActivities: { parent: [{ id }] } } }),
  'account.homePage': (homePage) => ({ actor: { account: { homePage, name: 'ada' } } }),
  openid: (openid) => ({ actor: { openid } }),
}

const EXTENSION_PLACES: Places = {
  'definition.extensions': (extensions) => definition({ extensions }),
  'result.extensions': (extensions) => ({ result: { extensions } }),
  'context.extensions': (extensions) => ({ context: { extensions } }),
}

const IRIS: Values = { https: 'https://example.com/a?b=c#d', tag: 'tag:example.com,2026:a', urn: 'urn:isbn:0451450523' }

const BAD_IRIS: Values = {
  'without a scheme': 'example.com/a',
  relative: '/a/b',
  'only a fragment': '#a',
  'scheme with a wrong character': 'ab=c://example.com',
  'with a space': 'https://example.com/a b',
  empty: '',
  'a number': 7,
  null: null,
}

/** Where a language map stands. */
const LANGUAGE_MAP_PLACES: Places = {
  'verb.display': (display) => ({ verb: { ...VERB, display } }),
  'definition.name': (name) => definition({ name }),
  'definition.description': (description) => definition({ description }),
  'component description': (description) => choice({ choices: [{ id: 'a', description }] }),
}

const tags = (...names: string[]): Values => Object.fromEntries(names.map((tag) => [tag, { [tag]: 'x' }]))

const GOOD_TAGS = tags(
  'de',
  'de-DE',
  'zh-Hant',
  'sr-Latn-RS',
  'cmn',
  'zh-Hans-CN',
  'es-419',
  'de-CH-1996',
  'x-private',
  'en-x-cairn',
)
const BAD_TAGS = tags('a12345', 'a12345678', 'zh-z-aaa-z-bbb-c-ccc', '', 'de_DE', 'd')

export const OBJECTS: Rule[] = [
  ...VERBS,
  ...ACTIVITIES,
  ...INTERACTIONS,
  ...REFERENCES,
  ...SUB_STATEMENTS,
  ...accepts('XAPI-00011', IRI_PLACES, IRIS),
  ...rejects('XAPI-00011', IRI_PLACES, BAD_IRIS),
  ...accepts('XAPI-00120', EXTENSION_PLACES, {
    'no extension': {},
    'null, empty string, object and array as values': {
      'https://example.com/a': null,
      'tag:a': '',
      'urn:b': {},
      'urn:c': [],
    },
    'nested null and any key below': { 'https://example.com/a': { 'any key': [null, { '': 1 }] } },
  }),
  ...rejects('XAPI-00118', EXTENSION_PLACES, {
    'key that is no IRI': { 'should fail': true },
    'key without a scheme': { 'example.com/a': true },
    'is an array': [],
    'is a string': 'x',
    'is null': null,
  }),
  ...accepts('XAPI-00121', LANGUAGE_MAP_PLACES, GOOD_TAGS),
  ...rejects('XAPI-00121', LANGUAGE_MAP_PLACES, BAD_TAGS),
  ...rejects('XAPI-00121', LANGUAGE_MAP_PLACES, {
    'is a string': 'x',
    'is an array': ['x'],
    'value is a number': { en: 1 },
    'value is null': { en: null },
    'value is an object': { en: {} },
  }),
]
