/** What a call to DynamoDB takes at most, and how far the clocks of two machines differ at most. */
export const CALL_TIMEOUT_MS = 1_500
export const CLOCK_SKEW_MS = 500
