/** What a piece of work consumes of AWS, added up while it runs, whatever calls it makes on the way. */
import { AsyncLocalStorage } from 'node:async_hooks'

export type Consumption = {
  readUnits: number
  writeUnits: number
  objectReads: number
  objectWrites: number
  /** What items and objects of records grew by. */
  storedBytes: number
}

const metered = new AsyncLocalStorage<Consumption>()

export const noConsumption = (): Consumption => ({
  readUnits: 0,
  writeUnits: 0,
  objectReads: 0,
  objectWrites: 0,
  storedBytes: 0,
})

/** Adds what `run` consumes to `consumption`, and to that of nobody around it. */
export const addingTo = <Answer>(consumption: Consumption, run: () => Promise<Answer>): Promise<Answer> =>
  metered.run(consumption, run)

/** Whether anybody wants to know. */
export const isMetered = (): boolean => metered.getStore() !== undefined

/** Does nothing where nobody wants to know. */
export function consume(what: keyof Consumption, amount: number): void {
  const consumption = metered.getStore()
  if (consumption !== undefined) consumption[what] += amount
}
