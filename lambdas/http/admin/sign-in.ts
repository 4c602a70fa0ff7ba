/** Who asks, and whether they may: people sign in, and the row of each operation says for which roles it is. */
import { challengeOf, type People } from '../../tenancy/people/people.ts'
import type { Person, Role } from '../../tenancy/person.ts'
import { type TenantId, tenantId } from '../../tenancy/tenant-id.ts'
import type { TenantItem } from '../../tenancy/tenant-item.ts'
import { Problem } from './problem.ts'
import type { AdminRoute } from './route.ts'

/** @throws Problem `unauthorized` */
export async function signIn(people: People, authorization: string | undefined): Promise<Person> {
  const { person, refusal } = await people.authenticate(authorization)
  if (person !== undefined) return person
  throw new Problem('unauthorized', refusal.description, { headers: { 'WWW-Authenticate': challengeOf(refusal) } })
}

/** @throws Problem `forbidden` for a row that is not about one tenant */
export function requireDeploymentRole({ may }: AdminRoute, { isOwner }: Person): void {
  if (may === 'none' || may === 'person' || (isOwner && may.includes('owner'))) return
  throw new Problem('forbidden', 'This is for the owners of the deployment.')
}

export type Entered = { tenant: TenantItem; role: 'owner' | Role }
type FindTenant = (tenant: TenantId) => Promise<TenantItem | undefined>

/**
 * The tenant of the path, and what the person is in it. Who is nothing in a tenant does not learn whether there is one.
 * @throws Problem `not-found`, `forbidden`, `conflict`
 */
export async function enterTenant(
  { people, findTenant }: { people: People; findTenant: FindTenant },
  route: AdminRoute,
  person: Person,
  name: string,
): Promise<Entered> {
  const { may } = route
  const id = tenantId(name)
  const [role, tenant] = await Promise.all([people.roleIn(person, id), findTenant(id)])
  if (role === undefined || tenant === undefined)
    throw new Problem('not-found', 'There is no such tenant, or you have no role in it.')
  if (typeof may !== 'string' && !may.includes(role))
    throw new Problem('forbidden', `In this tenant you are ${role}: this is for ${may.join(', ')}.`)
  if (tenant.removal?.began !== undefined && isChange(route))
    throw new Problem('conflict', `${id} is being removed since ${tenant.removal.began}: nothing of it is changed.`)
  return { tenant, role }
}

/** Of a tenant that is being removed a hold alone can still be set, or lifted. */
const isChange = ({ method, path }: AdminRoute) => method !== 'GET' && !path.endsWith('/hold')
