/**
 * What a query costs in Athena: US dollars for each terabyte that it reads, rounded up to a megabyte, at least ten
 * megabytes. Plain data; prices change, and https://aws.amazon.com/athena/pricing/ is what counts.
 */

import { pricesOf } from '../tenancy/usage/prices.ts'

const MB = 1024 ** 2
const TB = 1024 ** 4
const LEAST_MB = 10

/** @param isFree a result that was used again, or a statement that reads nothing */
export function queryPrice(scannedBytes: number, region: string, isFree = false): number {
  if (isFree) return 0
  const megabytes = Math.max(Math.ceil(scannedBytes / MB), LEAST_MB)
  return ((megabytes * MB) / TB) * pricesOf(region).scannedTerabyte
}

/** `US$ 0.00005`: two digits that count. */
export const priceText = (dollars: number): string =>
  `US$ ${dollars === 0 ? '0' : dollars >= 1 ? dollars.toFixed(2) : dollars.toFixed(1 - Math.floor(Math.log10(dollars)))}`
