/** Data 2.2, 2.4 and 2.4.11, 4.2.4 and 4.2.2.6: the statement's own properties and its attachments. */

import { ACTIVITY, AGENT, ANONYMOUS, GROUP, type Part, VERB } from '../../support/sent-statements.ts'
import { ONLY_1, ONLY_2 } from '../requirement.ts'
import { accepts, invalid, only, type Places, type Rule, rejects, valid } from './rule.ts'

const AGENT_B = { openid: 'https://lms.example.com/oauth/app' }
const account = (name: string) => ({ account: { homePage: 'https://lms.example.com/oauth/token', name } })

const PROPERTIES: Rule[] = [
  invalid('XAPI-00010', 'unknown property', { cairn: true }),
  invalid('XAPI-00008', 'mis-cased key', { Actor: AGENT, actor: undefined }),
  invalid('XAPI-00027', 'id is no UUID', { id: 'statement-1' }),
  invalid('XAPI-00028', 'id in braces', { id: '{fd41c918-b88b-4b20-a0a5-a4c32391aaa0}' }),
  invalid('XAPI-00028', 'id as urn', { id: 'urn:uuid:fd41c918-b88b-4b20-a0a5-a4c32391aaa0' }),
  invalid('XAPI-00028', 'id without hyphens', { id: 'fd41c918b88b4b20a0a5a4c32391aaa0' }),
  invalid('XAPI-00027', 'id is a number', { id: 1 }),
  valid('XAPI-00097', 'stored given by the sender', { stored: '2001-01-01T00:00:00.000Z' }),
  invalid('XAPI-00023', 'stored is no timestamp', { stored: 'now' }),
  valid('XAPI-00024', 'authority given by the sender', { authority: AGENT }),
  valid('XAPI-00098', 'authority of two Agents (OAuth)', {
    authority: { objectType: 'Group', member: [account('token'), AGENT] },
  }),
  invalid('XAPI-00024', 'authority is an activity', { authority: ACTIVITY }),
  invalid('XAPI-00024', 'authority is a string', { authority: 'me' }),
  invalid('XAPI-00098', 'authority of three Agents', {
    authority: { objectType: 'Group', member: [AGENT, AGENT_B, account('x')] },
  }),
  invalid('XAPI-00098', 'authority of one Agent in a Group', { authority: ANONYMOUS }),
  invalid('XAPI-00098', 'authority is an identified Group', { authority: GROUP }),
  invalid('XAPI-00003', 'actor is null', { actor: null }),
  invalid('XAPI-00001', 'result is null', { result: null }),
  invalid('XAPI-00001', 'context is null', { context: null }),
  invalid('XAPI-00006', 'actor is a string', { actor: 'Ada' }),
  invalid('XAPI-00006', 'object is an array', { object: [ACTIVITY] }),
  invalid('XAPI-00001', 'verb.display is null', { verb: { ...VERB, display: null } }),
]

const VERSIONS: Rule[] = [
  ...['1.0', '1.0.0', '1.0.3', '1.0.9'].map((version) => valid('XAPI-00101', `version ${version}`, { version })),
  ...['0.9.9', '1.1.0', 'should fail', '', '3.0.0'].map((version) =>
    invalid('XAPI-00101', `version "${version}"`, { version }),
  ),
  invalid('XAPI-00101', 'version is a number', { version: 1 }),
  ...only(ONLY_2, valid('4.2.4.3', 'version 2.0.0', { version: '2.0.0' })),
  ...only(ONLY_1, invalid('XAPI-00101', 'version 2.0.0', { version: '2.0.0' })),
]

const ATTACHMENT = {
  usageType: 'https://example.com/usage/certificate',
  display: { en: 'Certificate' },
  contentType: 'application/pdf',
  length: 31_540,
  sha2: '672fa5fa658017f1b72d65036f13379c6ab05d4ab3b6664908d8acf0b6a0c634',
  fileUrl: 'https://example.com/files/certificate.pdf',
}

const attachment: Places = { attachment: (value) => ({ attachments: [value] }) }
const without = (key: string): Part => ({ ...ATTACHMENT, [key]: undefined })

/** With `fileUrl` they need no raw data, so that they may come as JSON. */
const ATTACHMENTS: Rule[] = [
  valid('XAPI-00025', 'no attachment', { attachments: [] }),
  invalid('XAPI-00025', 'attachments is an object', { attachments: ATTACHMENT }),
  invalid('XAPI-00025', 'attachment is a string', { attachments: ['x'] }),
  ...accepts('XAPI-00104', attachment, {
    'with fileUrl': ATTACHMENT,
    'with description': { ...ATTACHMENT, description: { de: 'Urkunde' } },
    'with a sha2 of 512 bits in upper case': { ...ATTACHMENT, sha2: 'A'.repeat(128) },
    'of no length': { ...ATTACHMENT, length: 0 },
    'with a charset': { ...ATTACHMENT, contentType: 'text/plain; charset=ascii' },
  }),
  ...['usageType', 'display', 'contentType', 'length', 'sha2'].flatMap((key) =>
    rejects('Data 2.4.11', attachment, { [`without ${key}`]: without(key) }),
  ),
  // Data 2.4.11: without fileUrl its raw data must come with it, as multipart/mixed.
  ...rejects('XAPI-00129', attachment, { 'without fileUrl, sent as JSON': without('fileUrl') }),
  ...rejects('XAPI-00107', attachment, {
    'usageType without a scheme': { ...ATTACHMENT, usageType: 'certificate' },
  }),
  ...rejects('XAPI-00106', attachment, {
    'display is a string': { ...ATTACHMENT, display: 'x' },
    'description is a number': { ...ATTACHMENT, description: 1 },
  }),
  ...rejects('XAPI-00105', attachment, { 'contentType is a number': { ...ATTACHMENT, contentType: 1 } }),
  ...rejects('XAPI-00102', attachment, {
    'length is a string': { ...ATTACHMENT, length: '31540' },
    'length is a fraction': { ...ATTACHMENT, length: 1.5 },
    'length is negative': { ...ATTACHMENT, length: -1 },
  }),
  ...rejects('XAPI-00103', attachment, {
    'sha2 is no hash': { ...ATTACHMENT, sha2: 'should fail' },
    'sha2 is a number': { ...ATTACHMENT, sha2: 1 },
  }),
  ...rejects('XAPI-00104', attachment, {
    'fileUrl without a scheme': { ...ATTACHMENT, fileUrl: 'files/certificate.pdf' },
    'fileUrl is empty': { ...ATTACHMENT, fileUrl: '' },
  }),
  ...rejects('XAPI-00010', attachment, { 'unknown property': { ...ATTACHMENT, name: 'x' } }),
]

export const STATEMENTS: Rule[] = [...PROPERTIES, ...VERSIONS, ...ATTACHMENTS]
