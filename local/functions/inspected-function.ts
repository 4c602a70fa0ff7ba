/** A function that a debugger can attach to (`CAIRN_INSPECT`). */
import { Failure } from '../failure.ts'
import type { Deployment } from '../template/deployment.ts'

/** The port that debuggers look at where nothing else is said. */
const USUAL_PORT = 9229
/** Nothing may end while somebody looks at it. Timers take no more than 24 days. */
const A_DAY = { seconds: 86_400, ms: 86_400_000 }

/**
 * Lets a debugger attach to one function: it has one instance, which listens on 127.0.0.1, and no time-out.
 * @param choice `<function>` or `<function>:<port>`; any part of the function's name will do
 */
export function withInspector(deployment: Deployment, choice: string): Deployment {
  const [, part = '', port = USUAL_PORT] = /^(.*?)(?::(\d+))?$/.exec(choice) ?? []
  const isMeant = ({ name }: { name: string }) => name.toLowerCase().includes(part.toLowerCase())
  const [meant, ...others] = deployment.functions.filter(isMeant)
  if (meant === undefined || others.length > 0) {
    const names = deployment.functions.map(({ name }) => name)
    throw new Failure(`CAIRN_INSPECT is ${choice}: it must name one function of ${names.join(', ')}`)
  }
  const inspected = { ...meant, inspectPort: Number(port), concurrency: 1, timeoutSeconds: A_DAY.seconds }
  return {
    ...deployment,
    functions: deployment.functions.map((fn) => (fn === meant ? inspected : fn)),
    apis: deployment.apis.map((api) => ({
      ...api,
      routes: api.routes.map((route) => (route.functionArn === meant.arn ? { ...route, timeoutMs: A_DAY.ms } : route)),
    })),
  }
}
