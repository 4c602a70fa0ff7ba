export default {
  testEnvironment: 'node',
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
  testTimeout: 30_000,
}
