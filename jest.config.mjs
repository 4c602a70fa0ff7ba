export default {
  testEnvironment: '<rootDir>/test/jest/environment.mjs',
  runtime: '<rootDir>/test/jest/runtime.mjs',
  injectGlobals: false,
  // Not in a temporary folder: runs that have one of their own begin with what was read before as well.
  cacheDirectory: '<rootDir>/.build/jest',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: {},
  globalSetup: '<rootDir>/test/jest/begin-shared.mjs',
  globalTeardown: '<rootDir>/test/jest/end-shared.mjs',
  setupFilesAfterEnv: ['<rootDir>/test/jest/retries.mjs'],
  // One more than cores are common: tests wait for engines and time-outs about as long as they compute.
  maxWorkers: 3,
  testSequencer: '<rootDir>/test/jest/order.mjs',
  // A few test files want a lot of memory, and a large heap is collected over and over: a worker begins anew then.
  workerIdleMemoryLimit: '3GB',
  testTimeout: 30_000,
}
