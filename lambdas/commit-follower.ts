/** The function that does once more, idempotently, what follows a commit: a writer may die between the two. */
import { composeCommitFollower } from './runtime/compose.ts'
import { lazyHandler } from './runtime/lazy-handler.ts'

export const handler = lazyHandler(composeCommitFollower)
