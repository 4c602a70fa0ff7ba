/** What to do about a rule that a sender breaks: which of the texts `fix…` says it, and whether leniency would let it pass. */
import type { BrokenRule, LenientRule } from '../../api/admin-api.ts'

/** Words of the answers, from the narrow to the wide: the first that fits counts. */
const BY_RULE = [
  [/^is spelt/, /./, 'fixSpelt'],
  [/^is not allowed beside/, /./, 'fixBeside'],
  [/^is required/, /^\/.*\/fileUrl$/, 'fixAttachment'],
  [/^is required|^is required beside/, /./, 'fixMissing'],
  [/IRI/, /./, 'fixIri'],
  [/UUID/, /./, 'fixUuid'],
  [/duration/, /./, 'fixDuration'],
  [/date and time/, /./, 'fixTime'],
  [/mailto:/, /./, 'fixMail'],
  [/exactly one of mbox/, /./, 'fixIfi'],
  [/not a property/, /./, 'fixUnknown'],
  [/language tag/, /./, 'fixLanguage'],
  [/at (most|least)/, /\/score\/scaled$/, 'fixScaled'],
  [/less than|greater than/, /\/score\//, 'fixScore'],
  [/1\.0\.x/, /./, 'fixVersion'],
  [/If-Match is required/, /./, 'fixPrecondition'],
  [/scope statements\/void/, /./, 'fixVoid'],
  [/of this launch/, /./, 'fixLaunch'],
  [/true or false/, /./, 'fixBoolean'],
  [/sha2|hash|part|binary|boundary|multipart|Content-Length/i, /./, 'fixAttachment'],
  [/ids of the other statements|statementId/, /./, 'fixId'],
  [/must be one of/, /objectType$/, 'fixObjectType'],
  [/must be one of|must be "/, /./, 'fixOneOf'],
  [/must be an? (string|number|integer|object|array)/, /./, 'fixType'],
  [/only when the object is an Activity/, /./, 'fixRevision'],
  [/UTF-8|JSON/, /./, 'fixJson'],
  [/once/, /./, 'fixOnce'],
] as const

const BY_REASON = {
  requestsPerSecond: 'fixQuota',
  statementsPerSecond: 'fixQuota',
  storedBytes: 'fixFull',
  queriesPerDay: 'fixQuota',
  scannedBytesPerDay: 'fixQuota',
  unauthorized: 'fixSecret',
  forbidden: 'fixScope',
  notFound: 'fixPath',
  methodNotAllowed: 'fixPath',
  notAcceptable: 'fixPath',
  conflict: 'fixConflict',
  preconditionFailed: 'fixStale',
  tooLarge: 'fixLarge',
  tooManyRequests: 'fixQuota',
  unavailable: 'fixAgain',
  internal: 'fixInternal',
} as const

export type Advice = (typeof BY_RULE)[number][2] | (typeof BY_REASON)[keyof typeof BY_REASON] | 'fixValue'

export function adviceFor({ reason, rule, place }: Pick<BrokenRule, 'reason' | 'rule' | 'place'>): Advice {
  const found = BY_RULE.find(([words, where]) => words.test(rule) && where.test(place === '' ? '/' : place))
  if (found !== undefined) return found[2]
  return Object.hasOwn(BY_REASON, reason) ? BY_REASON[reason as keyof typeof BY_REASON] : 'fixValue'
}

const LENIENT: { [advice in Advice]?: LenientRule } = {
  fixVersion: 'missing-version',
  fixPrecondition: 'blind-profile-put',
  fixBoolean: 'boolean-case',
  fixObjectType: 'object-type',
}

/** The rule of leniency that would let it pass, for a client that nobody can mend. */
export function leniencyFor(broken: Pick<BrokenRule, 'reason' | 'rule' | 'place'>): LenientRule | undefined {
  if (/must be less than max/.test(broken.rule)) return 'equal-score-bounds'
  // A boolean in the query has a name, one in a statement a pointer: only the first has letter cases.
  const advice = adviceFor(broken)
  return advice === 'fixBoolean' && broken.place.startsWith('/') ? undefined : LENIENT[advice]
}
