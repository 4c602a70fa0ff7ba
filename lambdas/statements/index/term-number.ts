/**
 * A term as one number: which value it is of a table of values, and in the lowest three bits the feature that has this
 * value. Packed entries hold such numbers, so a feature keeps its number for ever.
 */
export const FEATURE = {
  verb: 0,
  agent: 1,
  relatedAgent: 2,
  activity: 3,
  relatedActivity: 4,
  registration: 5,
  authority: 6,
} as const

export type Feature = (typeof FEATURE)[keyof typeof FEATURE]

const FEATURE_BITS = 3
const FEATURE_MASK = (1 << FEATURE_BITS) - 1

export const termNumber = (valueIndex: number, feature: Feature): number => (valueIndex << FEATURE_BITS) | feature
export const valueIndexOf = (term: number): number => term >>> FEATURE_BITS
export const featureOf = (term: number) => (term & FEATURE_MASK) as Feature

/** Several features as one number, to ask quickly whether one is among them. */
export const featureSet = (...features: Feature[]): number =>
  features.reduce<number>((set, feature) => set | (1 << feature), 0)
export const isAmong = (set: number, feature: Feature): boolean => ((set >> feature) & 1) === 1
