import type { Room } from '../../shell/room.ts'

/** It is met by the search in the head. */
export const room: Room = {
  name: 'find',
  icon: 'find',
  roles: ['owner', 'admin', 'auditor', 'analyst'],
  isInNavigation: false,
}
