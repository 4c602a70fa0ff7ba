import { describe, expect, it } from '@jest/globals'
import type { Resource } from '../../lambdas/http/protocol/resource.ts'
import { ROUTES } from '../../lambdas/http/routes.ts'
import { aboutResource } from '../../lambdas/http/xapi/about-resource.ts'
import { activitiesResource } from '../../lambdas/http/xapi/activities-resource.ts'
import { agentsResource } from '../../lambdas/http/xapi/agents-resource.ts'
import { documentResources } from '../../lambdas/http/xapi/documents-resource.ts'
import { statementsResource } from '../../lambdas/http/xapi/statements-resource.ts'

const none = {} as never
const resources: [string, Resource][] = [
  ['statements', statementsResource(none)],
  ...documentResources(none),
  ['activities', activitiesResource(none)],
  ['agents', agentsResource],
  ['about', aboutResource],
]

describe('the route table', () => {
  it('has every method of every resource, with the scope that its operation asks for, HEAD as GET', () => {
    const asked = resources.flatMap(([name, { operations }]) =>
      Object.entries(operations).flatMap(([method, { scope }]) =>
        (method === 'GET' ? ['GET', 'HEAD'] : [method]).map((each) => `${each} /xapi/${name}: ${scope}`),
      ),
    )
    const routed = ROUTES.filter(({ method }) => method !== 'ANY')
    expect(routed.map(({ method, path, scope }) => `${method} ${path}: ${scope}`).sort()).toEqual(asked.sort())
  })
})
