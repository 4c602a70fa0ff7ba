/** What the admin API does not have, in words of the command. */
import { Failure } from '../failure.ts'
import { Refused } from './refused.ts'

const noTenant = (tenant: string) =>
  `There is no tenant ${tenant}, or you have no role in it: cairn tenants list shows them.`

/** Who has no role in a tenant is told that there is nothing, too. */
export async function found<Answer>(missing: string, answer: Promise<Answer>): Promise<Answer> {
  return answer.catch((error) => {
    throw error instanceof Refused && error.status === 404 ? new Failure(missing) : error
  })
}

export const ofTenant = <Answer>(tenant: string, answer: Promise<Answer>) => found(noTenant(tenant), answer)
