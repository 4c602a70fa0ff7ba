/** What a question costs in Athena: its smallest price list; https://aws.amazon.com/athena/pricing/ is what counts. */
const MB = 1024 ** 2
const LEAST_MB = 10
const DOLLARS_A_TERABYTE = 5

/** An answer that is used again costs nothing. */
export function priceOf(scannedBytes: number, isReused: boolean): number {
  if (isReused) return 0
  return (Math.max(Math.ceil(scannedBytes / MB), LEAST_MB) * MB * DOLLARS_A_TERABYTE) / 1024 ** 4
}
