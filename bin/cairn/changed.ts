/** What a change has to say: its value to people, and what the trail is told of it. */
import type { NewEntry } from '../../lambdas/audit/entry.ts'

/** What the trail is told of a change; never a secret. */
export type ToldTrail = Pick<NewEntry, 'what' | 'before' | 'after'>

/** `told`: what the trail is to be told by the command. The admin API tells it itself. */
export type Changed<Value> = { value: Value; told?: ToldTrail }
