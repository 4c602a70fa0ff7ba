/**
 * Runs as a child process, one for each instance of a function: loads the handler as Lambda's runtime does and serves
 * one event at a time. All it is given is its environment and the invocations that the runner sends.
 */
import { existsSync } from 'node:fs'
import { flushCompileCache, registerHooks } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Invocation, LoggedRequest, Outcome } from './invocation.ts'

type Handler = (event: unknown, context: object) => unknown

const send = (message: Outcome | 'ready') => process.send?.(message)
// A function finds in its environment what Lambda gives it, and no more.
delete process.env.NODE_COMPILE_CACHE
// In the cloud there is the asset alone: a module elsewhere on this disk must not be found here either.
const root = `${pathToFileURL(process.cwd()).href}/`
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context)
    if (!found.url.startsWith('file:') || found.url.startsWith(root) || context.parentURL === import.meta.url)
      return found
    throw new Error(`Cannot find module '${specifier}' in the function's code`)
  },
})

async function loadHandler(): Promise<Handler> {
  const [file = '', name = ''] = (process.env._HANDLER ?? '').split('.')
  const extension = ['.mjs', '.js', '.cjs'].find((ending) => existsSync(path.join(process.cwd(), file + ending)))
  if (!extension) throw new Error(`Cannot find module '${file}'`)
  const module = await import(root + file + extension)
  const handler = module[name] ?? module.default?.[name]
  if (typeof handler !== 'function') throw new Error(`${process.env._HANDLER} is undefined or not exported`)
  return handler
}

function contextOf({ requestId, functionArn, deadline }: Invocation): object {
  return {
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: functionArn,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId: requestId,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  }
}

/** The line of the log that tells of the request at hand: there is one at a time. */
let logged: LoggedRequest | undefined
function takeLogged(): LoggedRequest | undefined {
  const taken = logged
  logged = undefined
  return taken
}
const writeLog = process.stdout.write.bind(process.stdout)
process.stdout.write = ((text: string | Uint8Array, ...rest: []) => {
  if (typeof text === 'string' && text.includes('"message":"request"')) logged = readLog(text)
  return writeLog(text, ...rest)
}) as typeof process.stdout.write

function readLog(line: string): LoggedRequest | undefined {
  try {
    const { resource, tenant } = JSON.parse(line)
    return { ...(typeof resource === 'string' && { resource }), ...(typeof tenant === 'string' && { tenant }) }
  } catch {
    return undefined
  }
}

/** Longer bodies stay in the payload, whose length is limited. */
const MAX_SEPARATE_BODY = 512 * 1024

function outcomeOf(result: unknown): Outcome {
  if (!isHttpResponse(result)) return { kind: 'result', payload: JSON.stringify(result) ?? 'null' }
  const { body, ...rest } = result
  return { kind: 'result', payload: JSON.stringify(rest), body }
}

function isHttpResponse(result: unknown): result is { body: string } {
  if (result === null || typeof result !== 'object' || 'toJSON' in result) return false
  const { statusCode, body } = result as { statusCode?: unknown; body?: unknown }
  return Number.isInteger(statusCode) && typeof body === 'string' && body.length < MAX_SEPARATE_BODY
}

function failureOf(error: unknown): Outcome {
  const { name = 'Error', message = String(error), stack = '' } = error instanceof Error ? error : {}
  const trace = stack.split('\n')
  return { kind: 'error', payload: JSON.stringify({ errorType: name, errorMessage: message, trace }) }
}

function die(error: unknown): void {
  console.error(error)
  process.send?.(failureOf(error), () => process.exit(1))
}

process.on('uncaughtException', die)
process.on('unhandledRejection', die)
process.on('SIGINT', () => undefined)
process.on('disconnect', () => process.exit())

try {
  const handler = await loadHandler()
  process.on('message', async (message) => {
    const invocation = message as Invocation
    takeLogged()
    try {
      const outcome = outcomeOf(await handler(JSON.parse(invocation.event), contextOf(invocation)))
      const logged = takeLogged()
      send(logged === undefined ? outcome : { ...outcome, logged })
    } catch (error) {
      console.error(error)
      send(failureOf(error))
    }
  })
  send('ready')
  // Kept at once: most instances are killed.
  flushCompileCache()
} catch (error) {
  die(error)
}
