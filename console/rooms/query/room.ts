import type { Room } from '../../shell/room.ts'

export const room: Room = {
  name: 'query',
  icon: 'query',
  roles: ['owner', 'admin', 'auditor', 'analyst'],
  isInNavigation: true,
}
