import type { Room } from '../../shell/room.ts'

export const room: Room = {
  name: 'senders',
  icon: 'senders',
  roles: ['owner', 'admin', 'auditor'],
  isInNavigation: true,
}
