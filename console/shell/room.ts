/** What the frame knows of a room before it is loaded. */
import type { IconName } from '../parts/icon.tsx'
import type { Access } from './access.ts'
import type { shellTexts } from './texts.ts'

export type Room = {
  /** Its last part of the address, and its name in the texts of the frame. */
  name: keyof typeof shellTexts.en & keyof typeof shellTexts.de & string
  icon: IconName
  roles: readonly Access[]
  /** Whether the navigation leads to it; one that is met by a link only, or is not done, is left out. */
  isInNavigation: boolean
}
