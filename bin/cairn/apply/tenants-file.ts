/** The file that says which tenants are wanted: read, and judged by its schema, with the line of whatever is wrong. */
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { type Document, isCollection, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml'
import type { Bodies } from '../../../lambdas/http/admin/bodies.ts'
import { violationsBy } from '../../../lambdas/http/admin/violations.ts'
import { formats } from '../../../lambdas/xapi/string-formats.ts'
import { UsageError } from '../failure.ts'

type Settings = Pick<Bodies['NewTenant'], 'defaultVersion' | 'quotas'>
export type WantedMember = Bodies['MemberRole'] & { subject: string }
/** `expires` as it stands in the file. */
export type WantedCredential = Bodies['NewCredential']
export type WantedTenant = Bodies['NewTenant'] & { members?: WantedMember[]; credentials?: WantedCredential[] }

type Fault = { offset: number; rule: string }

const EXPIRES = 'must be a date, a date and time with its zone, a time such as 365d from when it is made, or never'

type Place = readonly (string | number)[]
export type TenantsFile = {
  tenants: WantedTenant[]
  /** What is wrong at a place, for people: `tenants.yaml:3:5: …`. */
  at(place: Place, rule: string): string
}

/** @param name of the file, for people. @throws UsageError with a line for each thing that is wrong */
export function readTenantsFile(text: string, name: string): TenantsFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const at = ({ offset, rule }: Fault) => {
    const { line, col } = lines.linePos(offset)
    return `${name}:${line}:${col}: ${rule}`
  }
  const refuse = (faults: Fault[]) => {
    if (faults.length === 0) return
    const details = faults.sort((one, other) => one.offset - other.offset).map(at)
    throw new UsageError(`${name} is no file of tenants: nothing was changed.`, { details })
  }
  refuse(document.errors.map(({ pos: [offset], message }) => ({ offset, rule: `is no YAML: ${message}` })))
  const faultAt = (place: Place, rule: string): Fault => ({ offset: offsetOf(document, place), rule })
  const value = toValue(document, (rule) => refuse([{ offset: 0, rule }]))
  refuse(
    violationsBy(judge(), value).map(({ pointer = '', rule, found }) => {
      const place = placeOf(pointer)
      const must = rule.includes('pattern') && place.at(-1) === 'expires' ? EXPIRES : rule
      return faultAt(place, `${place.join('.') || 'the file'} ${must}, found ${found}`)
    }),
  )
  // The cast: the schema has judged it.
  const { defaults = {}, tenants } = value as { defaults?: Settings; tenants: WantedTenant[] }
  refuse(repeats(tenants).map(({ place, rule }) => faultAt(place, `${place.join('.')} ${rule}`)))
  const wanted = tenants.map((tenant) => ({ ...defaults, ...tenant }))
  return { tenants: wanted, at: (place, rule) => at(faultAt(place, rule)) }
}

function toValue(document: Document, refuse: (rule: string) => void): unknown {
  try {
    return document.toJS({ maxAliasCount: 1_000 })
  } catch (error) {
    refuse(error instanceof Error ? error.message : 'can not be read')
    return undefined
  }
}

const schemaIn = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../schemas/${name}`, import.meta.url), 'utf8'))

function judge() {
  const ajv = new Ajv2020({ allErrors: true, strictTypes: false, strictRequired: false, formats })
  return ajv.addSchema(schemaIn('admin.json'), 'admin.json').compile(schemaIn('tenants-file.json'))
}

const placeOf = (pointer: string): (string | number)[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))

/** Where a place begins: the name of a member, an item of a list; of what is missing, what it is missing in. */
function offsetOf({ contents }: Document, place: Place): number {
  let node: unknown = contents
  let offset = isNode(contents) ? (contents.range?.[0] ?? 0) : 0
  for (const part of place) {
    if (!isCollection(node)) return offset
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === part) : undefined
    const inner: unknown = pair?.value ?? node.get(part, true)
    const start = pair !== undefined && isNode(pair.key) ? pair.key : inner
    if (!isNode(start)) return offset
    offset = start.range?.[0] ?? offset
    node = inner
  }
  return offset
}

type Wrong = { place: Place; rule: string }

/** A tenant, a member and a label stand in it once: of two, nobody knows which is meant. */
function repeats(tenants: WantedTenant[]): Wrong[] {
  const twice = <Item>(items: Item[], nameOf: (item: Item) => string, place: Place, member: string): Wrong[] => {
    const seen = new Set<string>()
    return items.flatMap((item, index) => {
      const isNew = !seen.has(nameOf(item))
      seen.add(nameOf(item))
      return isNew ? [] : [{ place: [...place, index, member], rule: `stands in it twice: ${nameOf(item)}` }]
    })
  }
  return [
    ...twice(tenants, ({ id }) => id, ['tenants'], 'id'),
    ...tenants.flatMap(({ members = [], credentials = [] }, index) => [
      ...twice(members, ({ subject }) => subject, ['tenants', index, 'members'], 'subject'),
      ...twice(credentials, ({ label }) => label, ['tenants', index, 'credentials'], 'label'),
    ]),
  ]
}
