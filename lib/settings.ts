/** What an operator can set with `-c name=value`: each value is checked, and a wrong one is refused in one sentence. */

export type Settings = {
  /** Prefix of another set of the same stacks, for a tenant with a cell of its own. */
  cell: string
  /** How long the lake's writer waits for more records, in seconds. */
  lakeWindowSeconds: number
  /** How often the lake's files are made few: so many minutes, or at night. */
  lakeCompaction: number | 'nightly'
  /** How long files stay that others replace, in minutes: longer than any query runs. */
  lakeKeepMinutes: number
  /** How many gigabytes one query on the lake may read. */
  lakeScanLimitGb: number
  /** Shards of the stream that are paid for by the hour; or as many as the load needs, which costs more when idle. */
  stream: number | 'on-demand'
  /** How long the stream keeps its records: the time there is to repair a consumer. */
  streamDays: number
  /** The OIDC issuer that people sign in with; empty for a Cognito user pool that the stacks make. */
  issuer: string
  /** What the issuer's access tokens are meant for (`aud`), where it says so. */
  audience: string
  /** The clients that people sign in with; any of the issuer's, where there is an audience. */
  clients: string[]
  /** The claim of access tokens that names roles. */
  rolesClaim: string
  /** Whether evidence can be removed before its time by nobody at all, or by who has a right of its own to that. */
  evidenceLock: 'governance' | 'compliance'
  /** How long evidence is locked, in years. What was locked stays locked when this is changed. */
  evidenceYears: number
}

export const DEFAULT_SETTINGS: Settings = {
  cell: '',
  lakeWindowSeconds: 60,
  lakeCompaction: 'nightly',
  lakeKeepMinutes: 1_200,
  lakeScanLimitGb: 100,
  stream: 1,
  streamDays: 7,
  issuer: '',
  audience: '',
  clients: [],
  rolesClaim: 'cairn_roles',
  evidenceLock: 'governance',
  evidenceYears: 10,
}

/** Something the operator can act on: it is printed as its one line, without a stack. */
export class SettingError extends Error {
  override name = 'SettingError'
}

type Rule<Value> = { must: string; read: (text: string) => Value | undefined }

const RULES: { [name in keyof Settings]: Rule<Settings[name]> } = {
  // It becomes a part of stack names, which take no underscore, and of the Glue database, which takes no hyphen.
  cell: {
    must: 'be up to 30 letters and digits, the first a letter',
    read: (text) => (/^[A-Za-z][A-Za-z0-9]{0,29}$/.test(text) ? text : undefined),
  },
  // Lambda's longest batching window.
  lakeWindowSeconds: { must: 'be whole seconds from 0 to 300', read: (text) => wholeNumber(text, 0, 300) },
  lakeCompaction: {
    must: 'be nightly, or whole minutes from 1 to 1440',
    read: (text) => (text === 'nightly' ? text : wholeNumber(text, 1, 1440)),
  },
  // A week: whatever runs longer is no query.
  lakeKeepMinutes: { must: 'be whole minutes from 1 to 10080', read: (text) => wholeNumber(text, 1, 10_080) },
  lakeScanLimitGb: { must: 'be whole gigabytes from 1 to 10000', read: (text) => wholeNumber(text, 1, 10_000) },
  stream: {
    must: 'be on-demand, or a number of shards from 1 to 200',
    read: (text) => (text === 'on-demand' ? text : wholeNumber(text, 1, 200)),
  },
  // No consumer can be told to go on trying for longer than seven.
  streamDays: { must: 'be whole days from 1 to 7', read: (text) => wholeNumber(text, 1, 7) },
  // The exact text of the claim `iss`: with or without a slash at the end, as the issuer has it.
  issuer: {
    must: 'be an https address without ? and #',
    read: (text) => (/^https:\/\/[^\s?#]+$/.test(text) && URL.canParse(text) ? text : undefined),
  },
  audience: { must: 'be one word', read: oneWord },
  clients: {
    must: 'be client ids with commas between them',
    read: (text) => (/^[^\s,]+(,[^\s,]+)*$/.test(text) ? text.split(',') : undefined),
  },
  rolesClaim: { must: 'be one word', read: oneWord },
  evidenceLock: {
    must: 'be governance or compliance',
    read: (text) => (text === 'governance' || text === 'compliance' ? text : undefined),
  },
  // S3 takes a hundred.
  evidenceYears: { must: 'be whole years from 1 to 100', read: (text) => wholeNumber(text, 1, 100) },
}

/**
 * @param contextOf what `-c` says of a name: text, or anything else that stands in cdk.json
 * @throws SettingError with one sentence for each wrong value
 */
export function readSettings(contextOf: (name: string) => unknown): Settings {
  const wrong: string[] = []
  const settings = Object.fromEntries(
    Object.entries(RULES).map(([name, { must, read }]) => {
      const given = contextOf(name)
      if (given === undefined) return [name, DEFAULT_SETTINGS[name as keyof Settings]]
      const value = read(String(given))
      if (value === undefined) wrong.push(`-c ${name}=${String(given)}: it must ${must}.`)
      return [name, value]
    }),
  ) as Settings
  if (wrong.length > 0) throw new SettingError(wrong.join('\n'))
  requireWholeIssuer(settings)
  return settings
}

/** Without either, a token that the issuer made for any other program would be taken. */
function requireWholeIssuer({ issuer, audience, clients }: Settings) {
  const isNamed = audience !== '' || clients.length > 0
  if (issuer !== '' && !isNamed)
    throw new SettingError('-c issuer needs -c audience or -c clients: whose access tokens are meant for Cairn.')
  if (issuer === '' && isNamed)
    throw new SettingError("-c audience and -c clients belong to -c issuer: the stacks' own user pool has its own.")
}

function oneWord(text: string): string | undefined {
  return /^\S+$/.test(text) ? text : undefined
}

function wholeNumber(text: string, least: number, most: number): number | undefined {
  const number = Number(text)
  return /^\d+$/.test(text) && number >= least && number <= most ? number : undefined
}
