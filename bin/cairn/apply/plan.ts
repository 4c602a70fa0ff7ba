/** What is to be done, so that the tenants are as a file wants them: made of what is there, and done step by step. */
import { isDeepStrictEqual } from 'node:util'
import type { Administration, Tenant } from '../administration.ts'
import { done, type Index, type Planning, type Step } from './step.ts'
import type { WantedTenant } from './tenants-file.ts'
import { credentialSteps } from './wanted-credentials.ts'
import { memberSteps } from './wanted-members.ts'

/** Reads what is there; changes nothing. */
export async function planOf(planning: Planning): Promise<Step[]> {
  const steps: Step[] = []
  for (const [index, wanted] of planning.file.tenants.entries())
    steps.push(...(await tenantSteps(planning, wanted, ['tenants', index])))
  return steps
}

async function tenantSteps(planning: Planning, wanted: WantedTenant, place: Index): Promise<Step[]> {
  const { administration, file } = planning
  const found = await administration.tenantIf(wanted.id)
  if (found?.removal !== undefined) {
    const rule = `${wanted.id} is marked for deletion: cairn tenants restore ${wanted.id} takes that back`
    planning.wrong.push(file.at([...place, 'id'], rule))
    return []
  }
  const rest = { wanted, place, isNew: found === undefined }
  return [
    ...settingsSteps(wanted, found),
    ...(await memberSteps(planning, rest)),
    ...(await credentialSteps(planning, rest)),
  ]
}

const SETTINGS = ['name', 'defaultVersion', 'quotas'] as const
const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

function settingsSteps({ id, name, defaultVersion, quotas }: WantedTenant, found: Tenant | undefined): Step[] {
  const settings = {
    ...(name !== undefined && { name }),
    ...(defaultVersion && { defaultVersion }),
    ...(quotas && { quotas }),
  }
  const changed = SETTINGS.filter((one) => one in settings && !isDeepStrictEqual(settings[one], found?.[one]))
  const lines = changed.flatMap((one) => [
    ...(found === undefined ? [] : [`- ${one}: ${shown(found[one])}`]),
    `+ ${one}: ${shown(settings[one])}`,
  ])
  if (found === undefined) {
    const perform = ({ createTenant }: Administration) => done(createTenant({ id, ...settings }))
    return [{ tenant: id, lines: [`+ tenant ${id}`, ...lines], perform }]
  }
  const change = Object.fromEntries(changed.map((one) => [one, settings[one]]))
  const perform = ({ changeTenant }: Administration) => done(changeTenant(id, change))
  return changed.length === 0 ? [] : [{ tenant: id, lines, perform }]
}
