/** Who is signed in where: tokens in a file that nobody else may read, by the admin API that they are for. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { replaceFile } from '../../../local/home/durable-file.ts'

export type Session = {
  /** Of the admin API. */
  endpoint: string
  issuer: string
  clientId: string
  accessToken: string
  /** In milliseconds since 1970. */
  expires: number
  refreshToken?: string
}
type Sessions = { current?: string; sessions: Session[] }

const folderOf = () => join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'cairn')
const fileOf = () => join(folderOf(), 'sessions.json')

function read(): Sessions {
  return existsSync(fileOf()) ? JSON.parse(readFileSync(fileOf(), 'utf8')) : { sessions: [] }
}

function write(sessions: Sessions): void {
  mkdirSync(folderOf(), { recursive: true, mode: 0o700 })
  replaceFile(fileOf(), `${JSON.stringify(sessions, null, 2)}\n`, 0o600)
}

/** @param endpoint the last one that somebody signed in to, where it is not given */
export function readSession(endpoint?: string): Session | undefined {
  const { current, sessions } = read()
  return sessions.find((session) => session.endpoint === (endpoint ?? current))
}

/** It is the current one from now on. */
export function keepSession(session: Session): void {
  const others = read().sessions.filter(({ endpoint }) => endpoint !== session.endpoint)
  write({ current: session.endpoint, sessions: [...others, session] })
}

export function forgetSession({ endpoint }: Session): void {
  write({ sessions: read().sessions.filter((session) => session.endpoint !== endpoint) })
}
