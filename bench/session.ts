/** What each sender writes about: one learner, one session, and a clock that moves on with each statement. */
import type { LanguageMap } from '../lambdas/xapi/statement.ts'
import type { Random } from './random.ts'

export type Learner = { number: number; given: string; family: string }

export type Session = {
  random: Random
  learner: Learner
  /** Moves the clock by at most so many seconds and returns the new time, `2026-03-02T08:00:12.345Z`. */
  later(seconds: number): string
}

const GIVEN = [
  'Amina',
  'Bjørn',
  'Chloé',
  'Dmitri',
  'Elena',
  'Fatima',
  'Grace',
  'Håkon',
  'Ines',
  'José',
  '伟',
  'Zoë',
] as const
const FAMILY = [
  'Abara',
  'Bianchi',
  'Castro',
  'Dubois',
  'Ek',
  'Fischer',
  'García',
  'Hoang',
  'Ivanova',
  'Jansen',
  '李',
] as const

/** A number stands for the same person in every sender. */
export const learnerOf = (number: number): Learner => ({
  number,
  given: GIVEN[number % GIVEN.length] ?? GIVEN[0],
  family: FAMILY[Math.floor(number / GIVEN.length) % FAMILY.length] ?? FAMILY[0],
})

export const nameOf = ({ given, family }: Learner) => `${given} ${family}`
export const mboxOf = ({ number }: Learner) => `mailto:learner.${number}@example.org`
export const english = (text: string): LanguageMap => ({ 'en-US': text })

/** ISO 8601 duration as senders write it: hundredths of a second. */
export function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  return minutes > 0 ? `PT${minutes}M${Math.floor(seconds % 60)}S` : `PT${seconds.toFixed(2)}S`
}
