import type { Room } from '../../shell/room.ts'

export const room: Room = {
  name: 'activity',
  icon: 'activities',
  roles: ['owner', 'admin', 'auditor', 'analyst'],
  isInNavigation: true,
}
