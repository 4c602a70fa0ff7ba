/** The rights that templates grant, one by one: an action on a resource, by a statement of a policy of a role. */
import type { Principal, UsedRight } from '../../local/aws/gate.ts'
import type { JsonObject } from '../../local/template/assembly.ts'
import type { Deployment } from '../../local/template/deployment.ts'

export type Right = {
  /** The name of the role. */
  role: string
  policy: string
  statement: string
  action: string
  resource: string
  condition: JsonObject | undefined
}

type Statement = { Sid?: string; Action: string | string[]; Resource: string | string[]; Condition?: JsonObject }

const listOf = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value])

/** Of functions, and of the sessions by which they reach data. */
export const rightsOf = ({ roles }: Deployment): Right[] =>
  roles.flatMap(({ name: role, policies }) =>
    policies.flatMap(({ name: policy, document }) =>
      (listOf(document.Statement) as Statement[]).flatMap(({ Sid, Action, Resource, Condition: condition }, at) =>
        listOf(Action).flatMap((action) =>
          listOf(Resource).map((resource) => {
            return { role, policy, statement: Sid ?? `${at + 1}`, action, resource, condition }
          }),
        ),
      ),
    ),
  )

/** `Statements: dynamodb:GetItem on table/CairnData-Statements`; without what CDK adds to names. */
export const nameOf = ({ role, action, resource }: Right): string =>
  `${role.replace(/^\w+-|Role[0-9A-F]*$/g, '')}: ${action} on ${resource.replace(/^arn:aws:\w*:[\w-]*:\d*:/, '')}`.replaceAll(
    /[0-9A-Fa-f]{8}\b/g,
    '',
  )

const roleOf = (arn: string) => /assumed-role\/([^/]+)\//.exec(arn)?.[1]

export function isUse({ principal, tags = {}, policy, statement, permission }: UsedRight, right: Right): boolean {
  const resource = right.resource.replaceAll(/\$\{aws:PrincipalTag\/(\w+)\}/g, (_, tag: string) => tags[tag] ?? '')
  const pattern = new RegExp(`^${resource.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 's')
  const isSame = roleOf(principal) === right.role && policy === right.policy && statement === right.statement
  return isSame && permission.action === right.action && pattern.test(permission.resource)
}

/** Who used a right, with these rights alone. */
export const withOnly = (rights: readonly Right[], { principal, tags }: UsedRight): Principal => ({
  arn: principal,
  ...(tags && { tags }),
  policies: [{ name: 'left', document: { Version: '2012-10-17', Statement: rights.map(toStatement) } }],
})

const toStatement = ({ action, resource, condition }: Right): JsonObject => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...(condition && { Condition: condition }),
})
