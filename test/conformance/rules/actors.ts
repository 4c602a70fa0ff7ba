/** Data 2.4.2 and 4.2.2.1: Agents, Groups, their identifiers, wherever an actor may stand. */
import type { Json } from '../../support/lrs.ts'
import { AGENT, ANONYMOUS, GROUP, type Part } from '../../support/sent-statements.ts'
import { accepts, type Places, type Rule, rejects, type Values } from './rule.ts'

const typed = (objectType: string, value: Json): Json =>
  value && typeof value === 'object' && !Array.isArray(value) ? { objectType, ...(value as Part) } : value

const AGENT_PLACES: Places = {
  actor: (actor) => ({ actor }),
  // An object without objectType is an Activity, so it is given one here (XAPI-00065).
  object: (agent) => ({ object: typed('Agent', agent) }),
  'context.instructor': (instructor) => ({ context: { instructor } }),
  'member of a Group': (agent) => ({ actor: { objectType: 'Group', member: [AGENT, agent] } }),
}

const GROUP_PLACES: Places = {
  actor: (actor) => ({ actor }),
  object: (object) => ({ object }),
  'context.instructor': (instructor) => ({ context: { instructor } }),
  'context.team': (team) => ({ context: { team } }),
}

const SHA1 = 'ebd31e95054c018b10727ccffd2ef2ec3a016ee9'
const ACCOUNT = { homePage: 'https://lms.example.com', name: 'ada-1815' }

const IDENTIFIERS = {
  mbox: 'mailto:ada@example.com',
  mbox_sha1sum: SHA1,
  openid: 'https://ada.example.com',
  account: ACCOUNT,
}

const GOOD_IDENTIFIERS: Values = {
  mbox: { mbox: 'mailto:ada@example.com' },
  'mbox with a plus and a subdomain': { mbox: 'mailto:ada+lrs@mail.example.co.uk' },
  mbox_sha1sum: { mbox_sha1sum: SHA1 },
  'mbox_sha1sum in upper case': { mbox_sha1sum: SHA1.toUpperCase() },
  openid: { openid: 'https://ada.example.com/' },
  account: { account: ACCOUNT },
  'account whose name looks like a number': { account: { ...ACCOUNT, name: '42' } },
}

const BAD_MBOX: Values = {
  'mbox without mailto:': { mbox: 'ada@example.com' },
  'mbox without an address': { mbox: 'mailto:' },
  'mbox without a domain': { mbox: 'mailto:ada' },
  'mbox with another scheme': { mbox: 'https://ada@example.com' },
  'mbox is a number': { mbox: 7 },
  'mbox is an object': { mbox: {} },
  'mbox is empty': { mbox: '' },
}

const BAD_SHA1: Values = {
  'mbox_sha1sum of 39 digits': { mbox_sha1sum: SHA1.slice(1) },
  'mbox_sha1sum of 41 digits': { mbox_sha1sum: `${SHA1}0` },
  'mbox_sha1sum that is not hexadecimal': { mbox_sha1sum: SHA1.replace('e', 'g') },
  'mbox_sha1sum is a number': { mbox_sha1sum: 1234 },
}

const BAD_OPENID: Values = {
  'openid without a scheme': { openid: 'ada.example.com' },
  'openid is a number': { openid: 1 },
  'openid is empty': { openid: '' },
}

const BAD_ACCOUNT: Values = {
  'account is a string': { account: 'ada' },
  'account is an array': { account: [ACCOUNT] },
  'account is empty': { account: {} },
  'account without homePage': { account: { name: 'ada' } },
  'account without name': { account: { homePage: 'https://lms.example.com' } },
  'account.homePage without a scheme': { account: { ...ACCOUNT, homePage: 'lms.example.com' } },
  'account.homePage is empty': { account: { ...ACCOUNT, homePage: '' } },
  'account.name is a number': { account: { ...ACCOUNT, name: 42 } },
  'account with an unknown property': { account: { ...ACCOUNT, id: 'x' } },
  'account with a mis-cased key': { account: { homepage: 'https://lms.example.com', name: 'ada' } },
}

/** Each pair of two identifiers. */
function pairs(base: Part): Values {
  const entries = Object.entries(IDENTIFIERS)
  return Object.fromEntries(
    entries.flatMap(([first, a], index) =>
      entries
        .slice(index + 1)
        .map(([second, b]) => [`both ${first} and ${second}`, { ...base, [first]: a, [second]: b }]),
    ),
  )
}

const asGroup = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).map(([title, value]) => [`Group, ${title}`, typed('Group', value)]))

const AGENTS: Rule[] = [
  ...accepts('XAPI-00034', AGENT_PLACES, GOOD_IDENTIFIERS),
  ...accepts('XAPI-00033', AGENT_PLACES, {
    'with name and objectType': AGENT,
    'name in Japanese': { ...AGENT, name: '愛' },
  }),
  ...rejects('XAPI-00034', AGENT_PLACES, { 'no identifier': { name: 'Ada' }, ...pairs({}) }),
  ...rejects('XAPI-00038', AGENT_PLACES, BAD_MBOX),
  ...rejects('XAPI-00039', AGENT_PLACES, BAD_SHA1),
  ...rejects('XAPI-00040', AGENT_PLACES, BAD_OPENID),
  ...rejects('XAPI-00042', AGENT_PLACES, BAD_ACCOUNT),
  ...rejects('XAPI-00033', AGENT_PLACES, {
    'name is a number': { ...AGENT, name: 1 },
    'name is null': { ...AGENT, name: null },
  }),
  ...rejects('XAPI-00031', AGENT_PLACES, {
    'objectType of another case': { ...AGENT, objectType: 'agent' },
    'objectType Person': { ...AGENT, objectType: 'Person' },
    'objectType is a number': { ...AGENT, objectType: 1 },
    'member on an Agent': { ...AGENT, member: [AGENT] },
  }),
  ...rejects('XAPI-00010', AGENT_PLACES, {
    'unknown property': { ...AGENT, age: 7 },
    'mis-cased key': { objectType: 'Agent', Mbox: 'mailto:ada@example.com' },
    'is a string': 'Ada',
    'is an array': [AGENT],
    'is null': null,
  }),
]

const GROUPS: Rule[] = [
  ...accepts('XAPI-00037', GROUP_PLACES, asGroup(GOOD_IDENTIFIERS)),
  ...accepts('XAPI-00036', GROUP_PLACES, {
    'identified, with members': { ...GROUP, member: [AGENT, { openid: 'https://bob.example.com' }] },
    'identified, with no member': { ...GROUP, member: [] },
    anonymous: ANONYMOUS,
    'anonymous, named': { ...ANONYMOUS, name: 'Crew' },
  }),
  ...rejects('XAPI-00035', GROUP_PLACES, {
    'Group, neither identifier nor member': { objectType: 'Group', name: 'Crew' },
  }),
  ...rejects('XAPI-00037', GROUP_PLACES, asGroup(pairs({}))),
  ...rejects('XAPI-00038', GROUP_PLACES, asGroup(BAD_MBOX)),
  ...rejects('XAPI-00039', GROUP_PLACES, asGroup(BAD_SHA1)),
  ...rejects('XAPI-00040', GROUP_PLACES, asGroup(BAD_OPENID)),
  ...rejects('XAPI-00042', GROUP_PLACES, asGroup(BAD_ACCOUNT)),
  ...rejects('XAPI-00036', GROUP_PLACES, {
    'member is an object': { ...ANONYMOUS, member: AGENT },
    'member is a string': { ...ANONYMOUS, member: 'Ada' },
    'member holds a Group': { ...ANONYMOUS, member: [GROUP] },
    'member holds an Agent without identifier': { ...ANONYMOUS, member: [{ name: 'Ada' }] },
    'member holds null': { ...ANONYMOUS, member: [null] },
    'member without objectType Group': { mbox: 'mailto:team@example.com', member: [AGENT] },
  }),
  ...rejects('XAPI-00010', GROUP_PLACES, { 'Group, unknown property': { ...GROUP, size: 2 } }),
]

export const ACTORS: Rule[] = [
  ...AGENTS,
  ...GROUPS,
  { id: 'XAPI-00003', title: 'no actor', part: { actor: undefined }, valid: false },
  { id: 'XAPI-00088', title: 'context.team is an Agent', part: { context: { team: AGENT } }, valid: false },
  {
    id: 'XAPI-00065',
    title: 'an Agent as object without objectType',
    part: { object: { mbox: 'mailto:a@example.com' } },
    valid: false,
  },
]
