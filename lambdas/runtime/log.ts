/** JSON log lines. Ids, tenant, counts, durations and codes only; never bodies, events or headers. */
export type Log = (level: 'INFO' | 'WARN' | 'ERROR', message: string, details: { [name: string]: unknown }) => void

/** Straight to stdout: Lambda's JSON format takes an object's own level and fields as they are. */
export const log: Log = (level, message, details) => {
  process.stdout.write(`${JSON.stringify({ timestamp: new Date().toISOString(), level, message, ...details })}\n`)
}
