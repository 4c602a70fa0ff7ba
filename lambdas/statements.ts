/** The function of the statements resource. */
import { statementsResource } from './http/xapi/statements-resource.ts'
import { composeStatements } from './runtime/compose.ts'
import { composeTrail } from './runtime/compose-trail.ts'
import { xapiFunction } from './runtime/xapi-function.ts'

export const handler = await xapiFunction(() => {
  const { registry, statements } = composeStatements()
  return { registry, trail: composeTrail(), resources: [['statements', statementsResource(statements)]] }
})
