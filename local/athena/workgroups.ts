/** Workgroups: what a query may read at most, and where results go. Those of the templates, and those made since. */
import { invalidRequest } from './refusal.ts'

/** The part of Athena's own that means something here. */
export type WorkGroup = {
  Name: string
  Description?: string
  State?: 'ENABLED' | 'DISABLED'
  Configuration: {
    BytesScannedCutoffPerQuery?: number
    EnforceWorkGroupConfiguration?: boolean
    ResultConfiguration?: { OutputLocation?: string; EncryptionConfiguration?: object }
    [setting: string]: unknown
  }
}

export type WorkGroups = {
  /** @throws Refusal when there is none */
  get(name: string): WorkGroup
  list(): WorkGroup[]
  create(group: WorkGroup): void
  update(name: string, configuration: object): void
  remove(name: string): void
  /** Those that no template has. */
  made(): WorkGroup[]
}

/** Athena's least limit. */
const LEAST_CUTOFF = 10_000_000

export function createWorkGroups(
  given: readonly WorkGroup[],
  made: readonly WorkGroup[],
  changed: () => void,
): WorkGroups {
  const own = new Map(made.map((one) => [one.Name, one]))
  const find = (name: string) => own.get(name) ?? given.find(({ Name }) => Name === name)
  const get = (name: string): WorkGroup => {
    const found = find(name)
    if (found === undefined) throw invalidRequest(`WorkGroup ${name} is not found.`, 'INVALID_INPUT')
    return found
  }
  const keep = (group: WorkGroup) => {
    const { BytesScannedCutoffPerQuery: cutoff } = group.Configuration
    if (cutoff !== undefined && cutoff < LEAST_CUTOFF)
      throw invalidRequest(`BytesScannedCutoffPerQuery must be at least ${LEAST_CUTOFF}`)
    own.set(group.Name, group)
    changed()
  }
  return {
    get,
    list: () => [...new Map([...given, ...own.values()].map((one) => [one.Name, one])).values()],
    create(group) {
      if (!/^[a-zA-Z0-9._-]{1,128}$/.test(group.Name)) throw invalidRequest(`${group.Name} is no name of a workgroup`)
      if (find(group.Name)) throw invalidRequest('WorkGroup is already created')
      keep(group)
    },
    update(name, configuration) {
      const before = get(name)
      keep({ ...before, Configuration: { ...before.Configuration, ...configuration } })
    },
    remove(name) {
      get(name)
      if (!own.delete(name)) throw invalidRequest(`WorkGroup ${name} is in a template`)
      changed()
    },
    made: () => [...own.values()],
  }
}
