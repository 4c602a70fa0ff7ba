/** An act that is sent again: the same of it has the same key and the same body, so it is done once. */
import { useRef } from 'react'

type Act<Body> = { about: string; body: Body; idempotencyKey: string }

/**
 * @returns the body and key of an act. `about` tells one act from another: where somebody fills in something else, it is
 * another one; after no answer it is the same, also where its body has times that are counted from now.
 */
export function useAct<Body>(): (about: string, make: () => Body) => Act<Body> {
  const last = useRef<Act<Body>>(undefined)
  return (about, make) => {
    if (last.current?.about !== about) last.current = { about, body: make(), idempotencyKey: crypto.randomUUID() }
    return last.current
  }
}
