/** Every command by its name. Its module is loaded when it is called: all of them together take a second. */
import type { Command } from './command.ts'
import { UsageError } from './failure.ts'
import { nearest } from './nearest.ts'

type Load = () => Promise<Command>

const audit = () => import('./audit-command.ts')
const cases = () => import('./cases-command.ts')
const credentials = () => import('./credentials-command.ts')
const ending = () => import('./tenant-life-command.ts')
const evidence = () => import('./evidence-command.ts')
const exporting = () => import('./export-command.ts')
const holds = () => import('./holds-command.ts')
const index = () => import('./index-command.ts')
const lists = () => import('./lists-command.ts')
const login = () => import('./login-command.ts')
const members = () => import('./members-command.ts')
const owners = () => import('./owners-command.ts')
const qualify = () => import('./qualify-commands.ts')
const retention = () => import('./retention-command.ts')
const tenants = () => import('./tenants-command.ts')
const usage = () => import('./usage-command.ts')

const COMMANDS: { [name: string]: Load } = {
  login: async () => (await login()).login,
  logout: async () => (await login()).logout,
  whoami: async () => (await login()).whoami,
  'owners add': async () => (await owners()).addDeploymentOwner,
  'owners list': async () => (await owners()).showOwners,
  'owners remove': async () => (await owners()).dropOwner,
  'tenants add': async () => (await tenants()).addTenant,
  'tenants list': async () => (await tenants()).listTenants,
  'tenants show': async () => (await tenants()).showTenant,
  'tenants update': async () => (await tenants()).updateTenant,
  'tenants suspend': async () => (await tenants()).suspendTenant,
  'tenants resume': async () => (await tenants()).resumeTenant,
  'tenants restore': async () => (await ending()).restoreTenant,
  'tenants hold': async () => (await ending()).holdTenant,
  'tenants release': async () => (await ending()).releaseTenant,
  'tenants certificate': async () => (await ending()).showCertificate,
  'tenants remove': async () => (await tenants()).dropTenant,
  apply: async () => (await import('./apply/apply-command.ts')).applyTenants,
  'credentials add': async () => (await credentials()).addCredential,
  'credentials list': async () => (await credentials()).showCredentials,
  'credentials update': async () => (await credentials()).updateCredential,
  'credentials rotate': async () => (await credentials()).rotate,
  'credentials revoke': async () => (await credentials()).revoke,
  'members list': async () => (await members()).listMembers,
  'members put': async () => (await members()).putMember,
  'members remove': async () => (await members()).dropMember,
  'holds list': async () => (await holds()).listHolds,
  'holds set': async () => (await holds()).setHold,
  'holds lift': async () => (await holds()).liftHold,
  'retention list': async () => (await retention()).listRules,
  'retention put': async () => (await retention()).putRule,
  'retention remove': async () => (await retention()).removeRule,
  'cases list': async () => (await cases()).listCases,
  'cases show': async () => (await cases()).showCase,
  'cases erase': async () => (await cases()).erasePerson,
  'cases expire': async () => (await cases()).expireRecords,
  'cases approve': async () => (await cases()).approveCase,
  'cases reject': async () => (await cases()).rejectCase,
  'cases withdraw': async () => (await cases()).withdrawCase,
  'cases certificate': async () => (await cases()).showCertificate,
  'lists raise': async () => (await lists()).raiseList,
  'lists show': async () => (await lists()).showLists,
  'index check': async () => (await index()).compareIndex,
  'index rebuild': async () => (await index()).rebuildIndex,
  'lake check': async () => (await import('./lake-check-command.ts')).checkLakeDays,
  'lake compact': async () => (await import('./lake-compact-command.ts')).compactFiles,
  'lake replay': async () => (await import('./lake-replay-command.ts')).replayLakeDays,
  'lake open': async () => (await import('./lake-open-command.ts')).openLakeForTenant,
  proof: async () => (await evidence()).proveStatement,
  heads: async () => (await evidence()).showHead,
  'evidence key': async () => (await evidence()).showKey,
  verify: async () => (await import('./verify-command.ts')).verifyEvidence,
  drill: async () => (await import('./drill-command.ts')).rehearseRestore,
  'qualify iq': async () => (await qualify()).qualifyIq,
  'qualify oq': async () => (await qualify()).qualifyOq,
  'qualify verify': async () => (await qualify()).verifyQualification,
  usage: async () => (await usage()).showUsage,
  senders: async () => (await usage()).showSenders,
  query: async () => (await import('./query-command.ts')).askLake,
  audit: async () => (await audit()).showTrail,
  export: async () => (await exporting()).exportTenant,
  'export verify': async () => (await exporting()).verifyExport,
  completion: async () => (await import('./completion-command.ts')).completionOf(loadAll),
}

/** The same under the name that somebody knows from another command. */
const SYNONYMS: { [name: string]: string } = {
  'tenants revoke': 'tenants remove',
  'credentials show': 'credentials list',
  'credentials remove': 'credentials revoke',
  'members add': 'members put',
  'members show': 'members list',
  'lists list': 'lists show',
  'holds remove': 'holds lift',
  'retention add': 'retention put',
}

export const COMMAND_NAMES = Object.keys(COMMANDS)

export async function loadCommand(name: string): Promise<Command> {
  const load = COMMANDS[name]
  if (load === undefined) throw new Error(`There is no command ${name}.`)
  return load()
}

/** All of them, by name: it takes a second. */
export async function loadAll(): Promise<Map<string, Command>> {
  return new Map(await Promise.all(COMMAND_NAMES.map(async (name) => [name, await loadCommand(name)] as const)))
}

/** Most are called by two words, some by one. `rest`: the words after its name. @throws UsageError */
export function findCommand(words: string[]): { name: string; rest: string[] } {
  for (const length of [2, 1]) {
    const called = words.slice(0, length).join(' ')
    if (Object.hasOwn(COMMANDS, called)) return { name: called, rest: words.slice(length) }
    const known = Object.hasOwn(SYNONYMS, called) ? SYNONYMS[called] : undefined
    if (known !== undefined) return { name: known, rest: words.slice(length) }
  }
  const own = COMMAND_NAMES.filter((one) => one.startsWith(`${words[0]} `))
  if (words.length === 1 && own.length > 0) throw new UsageError(`cairn ${words[0]} what? ${own.join(', ')}.`)
  const name = words.slice(0, 2).join(' ')
  const meant = nearest(name, COMMAND_NAMES)
  const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`
  throw new UsageError(`There is no command "${name}".${hint} See cairn --help`)
}
