/** The function of the statements resource. */
import { createEndpoint, type Handler } from './http/protocol/endpoint.ts'
import { BASE, ROUTES } from './http/routes.ts'
import { statementsResource } from './http/xapi/statements-resource.ts'
import { composeStatements } from './runtime/compose.ts'
import { log } from './runtime/log.ts'

let endpoint: Handler | undefined

export const handler: Handler = (event, context) => {
  endpoint ??= wire()
  return endpoint(event, context)
}

function wire(): Handler {
  const { statements, registry } = composeStatements()
  return createEndpoint({
    base: BASE,
    routes: ROUTES,
    resources: new Map([['statements', statementsResource(statements)]]),
    registry,
    log,
  })
}
