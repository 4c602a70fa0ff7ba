import type { Room } from '../../shell/room.ts'

export const room: Room = {
  name: 'learner',
  icon: 'learners',
  roles: ['owner', 'admin', 'auditor', 'analyst'],
  isInNavigation: true,
}
