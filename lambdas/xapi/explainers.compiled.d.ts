/** The checks of `validators.compiled.js`, but each finds all errors of a value instead of the first. */
export { agent, identifiedActor, statement103, statement200 } from './validators.compiled.js'
