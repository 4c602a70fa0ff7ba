/** What a case would do, counted before it is approved: how many, by rule and month, what is kept and why, and examples. */

/** `month` of storing, `2026-02`. `rule`: that it is past the time of. */
export type MonthCount = { month: string; rule?: string; count: number }

/** `first` and `last`: the days between which the times of what is kept end. A hold has no end. */
export type KeptCount = { by: 'hold' | 'rule'; id: string; why: string; count: number; first?: string; last?: string }

/** No more than finds a statement again. */
export type Example = { id: string; verb: string; stored: string }

export type Preview = {
  /** All was looked at; otherwise the counts are lower bounds. */
  isComplete: boolean
  /** Of the rules and holds that it was counted by. */
  basis: string
  /** The sequence to go on after. */
  after?: string
  statements: number
  /** Blocks of statements that are lost or damaged: nobody can say what is in them. */
  unreadable?: number
  /** How many would go, or be changed. */
  affected: number
  /** Documents of the person, which go; of erasures alone. Others' that name the person are not counted. */
  documents?: number
  months: MonthCount[]
  /** The first day on which something else is past its time, of what is kept by rules now. */
  next?: string
  kept: KeptCount[]
  examples: Example[]
}

export const NOTHING_COUNTED: Preview = {
  isComplete: false,
  basis: '',
  statements: 0,
  affected: 0,
  months: [],
  kept: [],
  examples: [],
}
