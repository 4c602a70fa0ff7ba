/** What the deployment says of itself when the page is opened: one build serves every account. */
export type Config = {
  /** Where the admin API answers, and the xAPI endpoint. */
  api: string
  xapi: string
  issuer: string
  clientId: string
  scope: string
  audience?: string
  /** Where people sign out, where the issuer's configuration does not say. */
  signOutPage?: string
}

/** @throws TypeError where the file is missing or is none */
export async function readConfig(): Promise<Config> {
  const response = await fetch('/config.json')
  const text: unknown = await response.json()
  if (!isConfig(text)) throw new TypeError('config.json lacks one of api, xapi, issuer, clientId, scope')
  return text
}

const NEEDED = ['api', 'xapi', 'issuer', 'clientId', 'scope'] as const

const isConfig = (value: unknown): value is Config =>
  typeof value === 'object' &&
  value !== null &&
  NEEDED.every((name) => name in value && typeof (value as { [name: string]: unknown })[name] === 'string')
