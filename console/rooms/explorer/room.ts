import type { Room } from '../../shell/room.ts'

export const room: Room = {
  name: 'explorer',
  icon: 'explorer',
  roles: ['owner', 'admin', 'auditor', 'analyst'],
  isInNavigation: true,
}
