/** What a requirement is: its number in the standard, its title, its check. */
import { expect } from '@jest/globals'
import type { Lrs, Version } from '../support/lrs.ts'

/** One requirement of the standard: what is demanded, by which versions, and how to see it over HTTP. */
export type Requirement = {
  /** `XAPI-00nnn` of the conformance requirements, else the section: `Data 2.3.2` (1.0.3), `4.2.5` (2.0). */
  id: string
  resource: Resource
  versions: readonly Version[]
  /** What is demanded and the result, as a sentence. */
  title: string
  check: (lrs: Lrs) => Promise<void>
}

export const RESOURCES = [
  'statement',
  'statements POST',
  'statements PUT',
  'statements GET',
  'voiding',
  'attachments',
  'signatures',
  'activities/state',
  'activities/profile',
  'agents/profile',
  'activities',
  'agents',
  'about',
  'alternate syntax',
  'HTTP',
] as const

export type Resource = (typeof RESOURCES)[number]

export const BOTH: readonly Version[] = ['1.0.3', '2.0.0']
export const ONLY_1: readonly Version[] = ['1.0.3']
export const ONLY_2: readonly Version[] = ['2.0.0']

/** The answer has this status; the body is shown when not. */
export function expectStatus({ status, text }: { status: number; text: string }, expected: number): void {
  expect(status === expected ? status : `${status} ${text.slice(0, 500)}`).toBe(expected)
}
