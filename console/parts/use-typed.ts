/** The text of a field that the address has as well, so that a search can be linked to and gone back to. */
import { useEffect, useState } from 'react'

/** What is typed; it begins as the address has it, and follows it. */
export function useTyped(inAddress = ''): [string, (text: string) => void] {
  const [typed, setTyped] = useState(inAddress)
  useEffect(() => setTyped(inAddress), [inAddress])
  return [typed, setTyped]
}
