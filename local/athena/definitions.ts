/** The few statements of DDL that are understood here: databases and views, which a tenant is opened with. */
import { type GlueDatabases, toGlueView } from './catalog.ts'

export type Definition =
  | { kind: 'database'; database: string; action: 'create' | 'drop'; isTolerant: boolean }
  | { kind: 'view'; database: string; name: string; sql: string; isTolerant: boolean }
  | { kind: 'drop view'; database: string; name: string; isTolerant: boolean }

const NAME = '[`"]?([a-z0-9_]+)[`"]?'
const DATABASE = new RegExp(`^(create|drop)\\s+(?:database|schema)\\s+(if\\s+(?:not\\s+)?exists\\s+)?${NAME}\\s*$`, 'i')
const VIEW = new RegExp(`^create\\s+(or\\s+replace\\s+)?view\\s+(?:${NAME}\\.)?${NAME}\\s+as\\s+(.*)$`, 'is')
const DROP_VIEW = new RegExp(`^drop\\s+view\\s+(if\\s+exists\\s+)?(?:${NAME}\\.)?${NAME}\\s*$`, 'i')

/** @returns undefined for what is no such statement */
export function readDefinition(text: string, current: string): Definition | undefined {
  const sql = text.trim().replace(/;$/, '')
  const database = DATABASE.exec(sql)
  if (database) {
    const [, action = '', tolerant, name = ''] = database
    const isTolerant = tolerant !== undefined
    return { kind: 'database', action: action.toLowerCase() === 'drop' ? 'drop' : 'create', database: name, isTolerant }
  }
  const view = VIEW.exec(sql)
  if (view) {
    const [, replace, schema = current, name = '', query = ''] = view
    return { kind: 'view', database: schema, name, sql: query, isTolerant: replace !== undefined }
  }
  const drop = DROP_VIEW.exec(sql)
  if (!drop) return undefined
  const [, tolerant, schema = current, name = ''] = drop
  return { kind: 'drop view', database: schema, name, isTolerant: tolerant !== undefined }
}

/** @param exists whether there is what the definition is about @returns the databases as they are then */
export function define(made: GlueDatabases, definition: Definition, exists: boolean): GlueDatabases {
  const { database, isTolerant } = definition
  const others = (name: string) => (made[database] ?? []).filter(({ Name }) => Name !== name)
  if (definition.kind === 'database') {
    if (definition.action === 'create') {
      if (exists && !isTolerant) throw new Error(`AlreadyExistsException: Database ${database} already exists`)
      return exists ? made : { ...made, [database]: [] }
    }
    if (!exists && !isTolerant) throw new Error(`Database does not exist: ${database}`)
    const { [database]: _, ...rest } = made
    return rest
  }
  if (definition.kind === 'view') {
    if (exists && !isTolerant) throw new Error(`View already exists: ${database}.${definition.name}`)
    return { ...made, [database]: [...others(definition.name), toGlueView(database, definition.name, definition.sql)] }
  }
  if (!exists && !isTolerant) throw new Error(`View '${database}.${definition.name}' does not exist`)
  return { ...made, [database]: others(definition.name) }
}
