import type { Room } from '../../shell/room.ts'

export const room: Room = {
  name: 'audit',
  icon: 'audit',
  roles: ['owner', 'admin', 'auditor'],
  isInNavigation: true,
}
