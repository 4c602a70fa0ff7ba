/** What `@jest/globals` is where Node loads the test files: the functions of the file that runs now, for each module. */
export let afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest, test

/** @param globals those of the next test file: who has imported the former ones has these from now on */
export function setGlobals(globals) {
  ;({ afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest, test } = globals)
}
