/** The requests of this tab, the newest first: what every view was made of. Kept in memory, and never their answers. */
import { useSyncExternalStore } from 'react'
import type { SentRequest } from './failure.ts'

export type NotedRequest = SentRequest & { id: number; name: string; status: number; ms: number }

const MOST = 50
let noted: readonly NotedRequest[] = []
let last = 0
const listeners = new Set<() => void>()

export function noteRequest(request: Omit<NotedRequest, 'id'>): void {
  last += 1
  noted = [{ ...request, id: last }, ...noted].slice(0, MOST)
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useNotedRequests = (): readonly NotedRequest[] => useSyncExternalStore(subscribe, () => noted)
