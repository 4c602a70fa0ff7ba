import type { Room } from '../../shell/room.ts'

export const room: Room = {
  name: 'dashboards',
  icon: 'dashboards',
  roles: ['owner', 'admin', 'auditor', 'analyst'],
  isInNavigation: true,
}
