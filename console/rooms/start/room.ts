import type { Room } from '../../shell/room.ts'

export const room: Room = {
  name: 'start',
  icon: 'start',
  roles: ['owner', 'admin'],
  isInNavigation: true,
}
