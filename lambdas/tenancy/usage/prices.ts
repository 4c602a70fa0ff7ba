/**
 * What AWS asks for what is counted, in US dollars. Plain data, without free tiers, discounts and taxes. Prices change:
 * the pages named here are what counts, and an operator may correct a number or add a region.
 */

/** Of the prices below, which were noted down and are not fetched. */
export const PRICES_NOTED = '2026-11-22'
export const PRICE_SOURCES = [
  'https://aws.amazon.com/dynamodb/pricing/on-demand/',
  'https://aws.amazon.com/lambda/pricing/',
  'https://aws.amazon.com/api-gateway/pricing/',
  'https://aws.amazon.com/s3/pricing/',
  'https://aws.amazon.com/athena/pricing/',
]

export type Prices = {
  /** DynamoDB, on demand: for a million units. */
  writeUnits: number
  readUnits: number
  /** DynamoDB, for a gigabyte and month. */
  storage: number
  /** API Gateway's HTTP API and Lambda, together: for a million requests. */
  requests: number
  /** Lambda on arm64: for a gigabyte-second. */
  functionGbSecond: number
  /** S3: for a million requests. */
  objectWrites: number
  objectReads: number
  /** Athena: for a terabyte that queries read. */
  scannedTerabyte: number
}

const US_EAST: Prices = {
  writeUnits: 0.625,
  readUnits: 0.125,
  storage: 0.25,
  requests: 1.2,
  functionGbSecond: 0.0000133334,
  objectWrites: 5,
  objectReads: 0.4,
  scannedTerabyte: 5,
}

/** By region; others are told in the prices of us-east-1, which is said with the sum. */
export const PRICES: { readonly [region: string]: Prices } = {
  'us-east-1': US_EAST,
  'us-east-2': US_EAST,
  'us-west-2': US_EAST,
}

export const pricesOf = (region: string): Prices => PRICES[region] ?? US_EAST
