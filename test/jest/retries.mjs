/**
 * The tests run against real engines with the real time-outs of a few seconds. A machine that is busy with something
 * else can miss one of those, so a test that failed is tried once more, and its first failure is printed all the same.
 */
import { jest } from '@jest/globals'

jest.retryTimes(1, { logErrorsBeforeRetry: true })
