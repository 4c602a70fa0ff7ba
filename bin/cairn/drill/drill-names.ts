/** The names of what a drill makes: those of the deployment, with `-drill-<time>` behind. Nothing else is ever removed. */
import { ENV } from '../../../lambdas/runtime/names.ts'
import type { Names } from '../deployment.ts'
import { Failure } from '../failure.ts'

/** The tables, each under the variable it is known as. */
export const TABLES = [ENV.statementsTable, ENV.indexTable, ENV.documentsTable, ENV.controlTable, ENV.auditTable]

const MOST_BUCKET = 63

/** `20261122t034000`, of the time the drill began. */
export const timeOf = (ms: number) => new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').toLowerCase()

/** @throws Failure where a table or bucket is not known, or a name would be too long */
export function drillNames(names: Names, time: string): Names {
  const called = (variable: string) => {
    if (!names[variable]) throw new Failure(`Not all tables and buckets are known: set ${variable}.`)
    return `${names[variable]}-drill-${time}`
  }
  const bucket = called(ENV.lakeBucket)
  if (bucket.length > MOST_BUCKET) throw new Failure(`The name ${bucket} would be too long for a bucket.`)
  return { ...Object.fromEntries(TABLES.map((variable) => [variable, called(variable)])), [ENV.lakeBucket]: bucket }
}

/** Whether a drill of this deployment made it. */
export const isOfDrill = (name: string, original: string): boolean =>
  name.startsWith(`${original}-drill-`) && /^\d{8}t\d{6}$/.test(name.slice(`${original}-drill-`.length))
