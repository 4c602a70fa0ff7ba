/** The process in which a worker runs its test files, one after another: what a file has changed is put back after it. */
import { ModernFakeTimers } from '@jest/fake-timers'
import { ModuleMocker } from 'jest-mock'
import './orphans.mjs'

export default class ProcessEnvironment {
  global = globalThis
  moduleMocker = new ModuleMocker(globalThis)
  #before = {
    environment: process.env,
    variables: { ...process.env },
    console: globalThis.console,
    exit: process.exit,
    symbols: new Set(Object.getOwnPropertySymbols(globalThis)),
  }

  constructor({ projectConfig }) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis })
  }

  /** Modules are Node's, not those of a context. */
  getVmContext() {
    return null
  }

  async setup() {
    // Jest looks for source maps at each stack that is made. Node leaves code where it was when it takes its types away.
    Error.prepareStackTrace = undefined
  }

  async teardown() {
    const { environment, variables, console, exit, symbols } = this.#before
    this.fakeTimersModern.dispose()
    this.moduleMocker.restoreAllMocks()
    process.env = environment
    for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name]
    Object.assign(process.env, variables)
    globalThis.console = console
    process.exit = exit
    // Under symbols of its own the framework keeps the tests of the file.
    for (const one of Object.getOwnPropertySymbols(globalThis)) {
      if (!symbols.has(one)) Reflect.deleteProperty(globalThis, one)
    }
  }
}
