/**
 * What AWS asks for what is counted, in US dollars. Plain data, without free tiers, discounts and taxes. Prices change:
 * the pages named here are what counts, and an operator may correct a number or add a region.
 */

/**
 * Of the prices below, which were noted down and are not fetched. AWS's pages fill in their numbers when they are shown,
 * so on that day they were held against what others quote of them: DynamoDB since its cut by half of November 2024
 * (airbyte.com, jusdb.com), Lambda on arm64 (cloudchipr.com), HTTP APIs (awsforengineers.com), S3 (cloudoptimo.com),
 * Athena (athena.guide), and KMS, whose asymmetric calls cost five times the others (factualminds.com).
 */
export const PRICES_NOTED = '2026-11-22'
export const PRICE_SOURCES = [
  'https://aws.amazon.com/dynamodb/pricing/on-demand/',
  'https://aws.amazon.com/lambda/pricing/',
  'https://aws.amazon.com/api-gateway/pricing/',
  'https://aws.amazon.com/s3/pricing/',
  'https://aws.amazon.com/athena/pricing/',
  'https://aws.amazon.com/kms/pricing/',
]

export type Prices = {
  /** DynamoDB, on demand: for a million units. */
  writeUnits: number
  readUnits: number
  /** DynamoDB, for a gigabyte and month. */
  storage: number
  /** API Gateway's HTTP API (1.00, up to 300 million a month) and Lambda (0.20), together: for a million requests. */
  requests: number
  /** Lambda on arm64: for a gigabyte-second. */
  functionGbSecond: number
  /** S3: for a million requests. */
  objectWrites: number
  objectReads: number
  /** S3 Standard, for a gigabyte and month. */
  objectStorage: number
  /** KMS: for a key and month, and for a million signatures by elliptic curves. */
  key: number
  signatures: number
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
  objectStorage: 0.023,
  key: 1,
  signatures: 15,
  scannedTerabyte: 5,
}

/** By region; others are told in the prices of us-east-1, which is said with the sum. */
export const PRICES: { readonly [region: string]: Prices } = {
  'us-east-1': US_EAST,
  'us-east-2': US_EAST,
  'us-west-2': US_EAST,
}

export const pricesOf = (region: string): Prices => PRICES[region] ?? US_EAST
