/** What the issuer's process leaves in the home for the runner and for tools. */
import { readFileSync } from 'node:fs'
import path from 'node:path'

export type IssuerFacts = {
  issuer: string
  /** The client that people sign in with. */
  clientId: string
  /** An owner's access token, for tools. */
  token: string
  people: { name: string; password: string; roles: string[] }[]
}

export const readIssuerFacts = (home: string): IssuerFacts =>
  JSON.parse(readFileSync(path.join(home, 'issuer', 'issuer.json'), 'utf8'))
