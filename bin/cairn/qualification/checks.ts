/** The checks of a deployment: what each expects, and the requirement that it shows. Plain data. */

export type Phase = 'iq' | 'oq'
export type CheckText = { phase: Phase; requirement: string; expected: string }

const check =
  (phase: Phase) =>
  (requirement: string, expected: string): CheckText => ({ phase, requirement, expected })
const iq = check('iq')
const oq = check('oq')

export const CHECKS = {
  'templates known': iq('least-rights', 'the templates that were deployed are there, and their hashes are told'),
  'table keys': iq('kept-and-restorable', 'is there, with the keys pk and sk, paid per request'),
  'table recovery': iq('kept-and-restorable', 'can be restored to any moment of the last 35 days'),
  'table protection': iq('kept-and-restorable', 'cannot be deleted'),
  'table encryption': iq('encrypted', 'is encrypted with a key of KMS'),
  'table expiry': iq('kept-secrets', 'removes items by their ttl'),
  'bucket there': iq('kept-and-restorable', 'is there and can be reached'),
  'bucket versions': iq('kept-and-restorable', 'keeps what is replaced or deleted as versions'),
  'bucket encryption': iq('encrypted', 'is encrypted'),
  'bucket closed': iq('encrypted', 'is closed to the public in all four ways'),
  'bucket TLS': iq('encrypted', 'refuses what comes without TLS'),
  'bucket lock': iq('evidence-locked', 'is locked by default for at least a year'),
  'stream active': iq('recorded-or-not-done', 'is active, and keeps at least a day'),
  'stream encryption': iq('encrypted', 'is encrypted with a key of KMS'),
  'stream fed': iq('copies-given', 'gets what the table Statements stores'),
  'signing key': iq('digested', 'is enabled, of the curve P-256, and signs'),
  'functions, schedules, alarms': iq('watched', 'are as in the templates'),

  'statement stored': oq('whole-or-not', 'is answered with 200 and its id'),
  'statement read back': oq('sent-as-stored', 'begins with the very text that was sent, letter for letter'),
  'statement attributed': oq('attributed', 'has the authority of the credential, not the one that was sent'),
  'statement dated': oq('dated-by-the-system', 'has a time of storing within five minutes of this machine'),
  'invalid refused': oq('invalid-refused', 'is 400, and the place is named'),
  'conflict refused': oq('never-overwritten', 'is 409, and the first one is unchanged'),
  'statement voided': oq('voided-not-deleted', 'is 404 by its id, and comes back as a voided one'),
  'document stored': oq('sent-as-stored', 'comes back byte for byte, with its ETag'),
  'change refused': oq('no-lost-change', 'is 412 with an old ETag'),
  'wrong secret': oq('kept-secrets', 'is 401'),
  'missing scope': oq('limited-rights', 'is 403'),
  'other tenant': oq('tenants-apart', 'gets neither the statement (404) nor the document (404), and lists nothing'),
  'acts in the trail': oq('changes-recorded', 'has the tenant, the void, the read and the refused attempt'),
  'row in the lake': oq('copies-given', 'has the statement with its exact text in SQL'),
  'head signed': oq('digested', 'has a head of the last hours, whose signature is right'),
  'statement proved': oq('proved-offline', 'has a proof, once its hour is digested'),
} as const satisfies { [name: string]: CheckText }

export type CheckName = keyof typeof CHECKS
