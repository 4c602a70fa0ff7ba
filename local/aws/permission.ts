/** What a call needs to be allowed: an action on a resource, and what conditions may ask about it. */
export type Permission = {
  action: string
  resource: string
  /** Computed only for conditions that a policy has. */
  context: { [key: string]: () => string | string[] | undefined }
  /** Of a batch of PartiQL statements each needs its own. */
  statement?: number
}

/** The call is real, but the gate does not know what AWS asks of it: nobody may think that it was checked. */
export class UnknownOperation extends Error {
  override name = 'UnknownOperation'
}
