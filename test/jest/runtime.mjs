/**
 * Test files and what they import are loaded by Node itself, as it is done in production. In Jest's own sandbox each file
 * loads and compiles the whole program anew, and there Node's errors are no `Error`, which has hidden faults. So the files
 * that a worker runs share the modules they import; what else belongs to one file is the matter of `environment.mjs`.
 */
import { createRequire, registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import Runtime from 'jest-runtime'
import '../../bin/compile-cache.mjs'
import { setGlobals } from './globals.mjs'

const GLOBALS = new URL('globals.mjs', import.meta.url).href

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals' ? { url: GLOBALS, shortCircuit: true } : next(specifier, context),
})

const require = createRequire(import.meta.url)

let loads = 0

export default class NodeRuntime extends Runtime {
  unstable_shouldLoadAsEsm() {
    return true
  }

  /** A test file or a file of the setup: each is loaded as often as it is run. */
  unstable_importModule(path) {
    return import(`${pathToFileURL(path)}?load=${++loads}`)
  }

  /** Jest's framework, which holds the tests of one file: a new one for each. */
  requireInternalModule(path) {
    delete require.cache[path]
    return require(path)
  }

  setGlobalsForRuntime(globals) {
    setGlobals({ ...globals, jest: this.jestGlobals.jestObjectFor(this._testPath) })
  }

  /** Nothing of Node is replaced. */
  installGetBuiltinModule() {}
}
