/** What `npm start` was told, by options and by the environment. */
import path from 'node:path'
import { Failure } from '../../local/failure.ts'

export type StartSettings = {
  help: boolean
  version: boolean
  isMemory: boolean
  isReset: boolean
  isQuiet: boolean
  isDemo: boolean
  folder: string
  port: number
  host: string | undefined
  inspect: string | undefined
  isIamOn: boolean
  like: string | undefined
}
type Environment = { [name: string]: string | undefined }

const OPTIONS = ['--memory', '--reset', '--quiet', '--demo', '--version', '--help', '-h']
/** What somebody may try to say with an option: npm takes it for its own and says so in a warning only. */
const VARIABLES: [option: string, variable: string][] = [
  ['port', 'PORT'],
  ['host', 'HOST'],
  ['home', 'CAIRN_HOME'],
]

/** npm's own levels at which a program should not be heard either: `npm start --silent`. */
const QUIET_LEVELS = new Set(['warn', 'error', 'silent'])

export function readSettings(words: readonly string[], environment: Environment): StartSettings {
  const unknown = words.find((word) => !OPTIONS.includes(word))
  if (unknown !== undefined) throw new Failure(`npm start does not know ${unknown}: see npm start -- --help`)
  refuseSwallowed(environment)
  // Without ` -- ` npm keeps an option to itself, and tells of it in the environment.
  const has = (option: string) => words.includes(`--${option}`) || environment[`npm_config_${option}`] === 'true'
  const isMemory = has('memory')
  const isReset = has('reset')
  if (isMemory && isReset) throw new Failure('--memory keeps nothing that --reset could remove: use one of them')
  return {
    version: words.includes('--version'),
    help: words.includes('--help') || words.includes('-h'),
    isMemory,
    isReset,
    isQuiet: has('quiet') || QUIET_LEVELS.has(environment.npm_config_loglevel ?? ''),
    isDemo: has('demo'),
    folder: path.resolve(environment.CAIRN_HOME || '.cairn'),
    port: readPort(environment.PORT || '8080'),
    host: environment.HOST || undefined,
    inspect: environment.CAIRN_INSPECT || undefined,
    isIamOn: readSwitch('CAIRN_IAM', environment),
    like: environment.CAIRN_AWS || undefined,
  }
}

function refuseSwallowed(environment: Environment): void {
  for (const [option, variable] of VARIABLES) {
    const value = environment[`npm_config_${option}`]
    if (value) throw new Failure(`npm start has no option --${option}: use ${variable}=${value} npm start`)
  }
}

function readPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text)
  throw new Failure(`PORT is ${text}: it must be a number from 0 to 65535`)
}

/** Off, unless it is on. */
function readSwitch(name: string, environment: Environment): boolean {
  const value = environment[name] || 'off'
  if (value !== 'on' && value !== 'off') throw new Failure(`${name} is ${value}: it can be on or off`)
  return value === 'on'
}
