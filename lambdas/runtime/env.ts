/** The one place where the functions read the environment. */

/**
 * The values of environment variables, under the caller's own words for them.
 * @throws one error that names every missing variable: the first call fails loudly, not the tenth.
 */
export function readEnv<Names extends { [word: string]: string }>(names: Names): { [word in keyof Names]: string } {
  const missing = Object.values(names).filter((name) => !process.env[name])
  if (missing.length > 0) throw new Error(`The environment lacks ${missing.join(', ')}.`)
  return Object.fromEntries(Object.entries(names).map(([word, name]) => [word, process.env[name]])) as {
    [word in keyof Names]: string
  }
}

/** For what a deployment may do without. */
export const readOptionalEnv = (name: string): string | undefined => process.env[name] || undefined

/** Whether Lambda runs the function, not a test that imports it. */
export const isInLambda = (): boolean => process.env.AWS_LAMBDA_INITIALIZATION_TYPE !== undefined
