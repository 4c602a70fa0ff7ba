/** The rights that templates grant, one by one: an action on a resource, by a statement of a policy of a function's role. */
import { principalOf } from '../../local/aws/deployment-rights.ts'
import type { Principal, UsedRight } from '../../local/aws/gate.ts'
import type { JsonObject } from '../../local/template/assembly.ts'
import type { Deployment } from '../../local/template/deployment.ts'

export type Right = {
  principal: Principal
  policy: string
  statement: string
  action: string
  resource: string
  condition: JsonObject | undefined
}

type Statement = { Sid?: string; Action: string | string[]; Resource: string | string[]; Condition?: JsonObject }

const listOf = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value])

export const rightsOf = (deployment: Deployment): Right[] =>
  deployment.functions.flatMap((fn) => {
    const principal = principalOf(deployment, fn)
    return principal.policies.flatMap(({ name: policy, document }) =>
      (listOf(document.Statement) as Statement[]).flatMap(({ Sid, Action, Resource, Condition: condition }, at) =>
        listOf(Action).flatMap((action) =>
          listOf(Resource).map((resource) => {
            return { principal, policy, statement: Sid ?? `${at + 1}`, action, resource, condition }
          }),
        ),
      ),
    )
  })

/** `Statements: dynamodb:GetItem on table/CairnData-Statements`; without what CDK adds to names. */
export const nameOf = ({ principal, action, resource }: Right): string =>
  `${roleOf(principal.arn)}: ${action} on ${resource.replace(/^arn:aws:\w*:[\w-]*:\d*:/, '')}`.replaceAll(
    /[0-9A-Fa-f]{8}\b/g,
    '',
  )

const roleOf = (arn: string) => /assumed-role\/\w+-(\w+)Role[0-9A-F]*\//.exec(arn)?.[1] ?? arn

export function isUse({ principal, policy, statement, permission }: UsedRight, right: Right): boolean {
  const pattern = new RegExp(`^${right.resource.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 's')
  const isSame = principal === right.principal.arn && policy === right.policy && statement === right.statement
  return isSame && permission.action === right.action && pattern.test(permission.resource)
}

/** The same caller with these rights alone. */
export const withOnly = (rights: readonly Right[], { arn }: Principal): Principal => ({
  arn,
  policies: [{ name: 'left', document: { Version: '2012-10-17', Statement: rights.map(toStatement) } }],
})

const toStatement = ({ action, resource, condition }: Right): JsonObject => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...(condition && { Condition: condition }),
})
