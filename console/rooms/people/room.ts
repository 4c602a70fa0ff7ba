import type { Room } from '../../shell/room.ts'

export const room: Room = {
  name: 'people',
  icon: 'people',
  roles: ['owner', 'admin', 'auditor'],
  isInNavigation: true,
}
