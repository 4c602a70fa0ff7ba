/**
 * The people of the local issuer, in a file of the home that can be changed. Their passwords are their names: the issuer
 * answers on 127.0.0.1 alone, and whoever can call that could read the file too.
 */
import { existsSync, readFileSync } from 'node:fs'
import { replaceFile } from '../home/durable-file.ts'

export type DemoPerson = {
  /** The `sub` of the tokens, and the name to sign in with. */
  subject: string
  password: string
  name: string
  /** The groups of Cognito: `owner`, or `<tenant>:<role>`. */
  groups: string[]
}

const PEOPLE: DemoPerson[] = [
  person('owner', 'Olga Owner', ['owner']),
  person('auditor', 'Aya Auditor', ['demo:auditor', 'demo2:auditor']),
  person('analyst', 'Ana Analyst', ['demo:analyst', 'demo2:analyst']),
  person('admin-demo', 'Adi Admin', ['demo:admin']),
]

function person(subject: string, name: string, groups: string[]): DemoPerson {
  return { subject, password: subject, name, groups }
}

export function readDemoPeople(file: string): DemoPerson[] {
  if (!existsSync(file)) replaceFile(file, `${JSON.stringify(PEOPLE, null, 2)}\n`, 0o600)
  return JSON.parse(readFileSync(file, 'utf8'))
}
