/** The OpenAPI document: in order by a linter's rules, and the same as the table and the domain say. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { openApi } from '../../../lambdas/http/admin/openapi.ts'
import { ADMIN_ROUTES } from '../../../lambdas/http/admin/routes.ts'
import { ROLES } from '../../../lambdas/tenancy/person.ts'
import { SCOPES } from '../../../lambdas/tenancy/scopes.ts'
import { LENIENT_RULE_NAMES } from '../../../lambdas/xapi/leniency.ts'

describe('the OpenAPI document', () => {
  it("keeps the linter's recommended rules, without a warning", async () => {
    const config = await createConfig({ extends: ['recommended-strict'] })
    const source = JSON.stringify(openApi(), null, 2)
    const problems = await lintFromString({ source, absoluteRef: '/openapi.json', config })
    const lines = problems.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer}: ${message}`)
    expect(lines).toEqual([])
  })

  it('has each operation of the table', () => {
    const printed = Object.entries(openApi().paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(printed.sort()).toEqual(ADMIN_ROUTES.map(({ method, path }) => `${method} ${path}`).sort())
    expect(new Set(ADMIN_ROUTES.map(({ operationId }) => operationId)).size).toBe(ADMIN_ROUTES.length)
  })

  it('knows the roles, scopes and lenient rules that there are', () => {
    const { $defs } = JSON.parse(readFileSync(new URL('../../../schemas/admin.json', import.meta.url), 'utf8'))
    expect($defs.Role.enum).toEqual([...ROLES])
    expect($defs.Scope.enum).toEqual([...SCOPES])
    expect($defs.LenientRule.enum).toEqual(LENIENT_RULE_NAMES)
  })
})
