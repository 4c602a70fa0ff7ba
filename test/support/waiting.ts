/** Waiting for what comes some time later, such as statements that show in SQL. */
import { setTimeout as pause } from 'node:timers/promises'

/** Asks again until the answer is as wanted or the time is over; then the last answer is there to be compared. */
export async function within<Answer>(
  ms: number,
  ask: () => Promise<Answer> | Answer,
  isWanted: (answer: Answer) => boolean,
): Promise<Answer> {
  const deadline = Date.now() + ms
  for (;;) {
    const begin = Date.now()
    const answer = await ask()
    if (isWanted(answer) || Date.now() > deadline) return answer
    // Whoever asks by a process of its own leaves most of the machine to what is waited for.
    await pause(Math.max(100, Math.min(2 * (Date.now() - begin), 2_000)))
  }
}
