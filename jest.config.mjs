export default {
  testEnvironment: 'node',
  // Not in a temporary folder: runs that have one of their own begin with what was read before as well.
  cacheDirectory: '<rootDir>/.build/jest',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } },
    ],
  },
  setupFiles: ['<rootDir>/test/orphans.mjs'],
  setupFilesAfterEnv: ['<rootDir>/test/retries.mjs'],
  // One more than cores are common: tests wait for engines and time-outs about as long as they compute.
  maxWorkers: 3,
  testSequencer: '<rootDir>/test/order.mjs',
  // No module of a test file is ever freed, and a large heap is collected over and over: a worker begins anew instead.
  workerIdleMemoryLimit: '400MB',
  testTimeout: 30_000,
}
