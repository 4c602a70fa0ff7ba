/** What evidence costs a tenant a month, by the price list and the calls that a run makes. */
import { pricesOf } from '../lambdas/tenancy/usage/prices.ts'
import type { Figure } from './figures.ts'

const PRICES = pricesOf('us-east-1')

const HOURS = 730
/** Partitions of a tenant's hour: a query of an empty one costs a unit, too. */
const SPREADS = 8
/** Openings, leaves and digest of an hour with statements; entries and head of any hour. */
const PUTS = { active: 3, hour: 2 }
/** The openings, which a run looks for before it makes them; the entries of the hour before, those of this one, and a listing. */
const GETS = { active: 1, hour: 2 }
const BYTES = { statement: 46 + 32, digest: 400, entry: 120, head: 2_000 }
/** CPU of a query and of a statement, on one core: 1,769 MB are one. */
const SECONDS = { query: 0.001, statement: 0.000_02, hour: 0.5 }
const GIGABYTES = 1.769
/** Consistent reads of batch items: a unit for 4 KB, and a statement takes some 500 bytes of them. */
const READ_UNITS_PER_STATEMENT = 0.13

type Load = { tenants: number; statements: number }

/** All hours in which somebody stored something: at worst each statement came in an hour of its own. */
const activeHours = ({ tenants, statements }: Load) => tenants * Math.min(HOURS, statements / tenants)

function usdPerTenant(load: Load): number {
  const { tenants, statements } = load
  const active = activeHours(load)
  const puts = active * PUTS.active + HOURS * (PUTS.hour + 1)
  const gets = active * GETS.active + HOURS * GETS.hour
  const queries = tenants * HOURS * SPREADS
  const units = queries + statements * READ_UNITS_PER_STATEMENT
  const bytes =
    statements * BYTES.statement + active * BYTES.digest + HOURS * (BYTES.head + Math.max(16, tenants) * BYTES.entry)
  const seconds = queries * SECONDS.query + statements * SECONDS.statement + HOURS * SECONDS.hour
  const usd =
    (puts / 1e6) * PRICES.objectWrites +
    (gets / 1e6) * PRICES.objectReads +
    (units / 1e6) * PRICES.readUnits +
    // What one month adds, for a year.
    12 * (bytes / 1e9) * PRICES.objectStorage +
    seconds * GIGABYTES * PRICES.functionGbSecond +
    PRICES.key +
    (HOURS / 1e6) * PRICES.signatures
  return usd / tenants
}

const LOADS: { [name: string]: Load } = {
  '1-tenant': { tenants: 1, statements: 1e6 },
  '100-tenants': { tenants: 100, statements: 1e6 },
  '10000-tenants': { tenants: 10_000, statements: 1e6 },
  '100-tenants-of-1-million': { tenants: 100, statements: 1e8 },
}

export const evidenceFigures = (): Figure[] =>
  Object.entries(LOADS).map(([name, load]) => ({
    name: `evidence/usd-per-tenant-month/${name}`,
    unit: 'USD/tenant',
    value: usdPerTenant(load),
  }))
