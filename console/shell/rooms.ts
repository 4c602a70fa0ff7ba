/** The rooms of a tenant, in the order of the navigation. */
import { room as activity } from '../rooms/activity/room.ts'
import { room as audit } from '../rooms/audit/room.ts'
import { room as dashboards } from '../rooms/dashboards/room.ts'
import { room as explorer } from '../rooms/explorer/room.ts'
import { room as find } from '../rooms/find/room.ts'
import { room as learner } from '../rooms/learner/room.ts'
import { room as people } from '../rooms/people/room.ts'
import { room as query } from '../rooms/query/room.ts'
import { room as senders } from '../rooms/senders/room.ts'
import { room as start } from '../rooms/start/room.ts'
import type { Room } from './room.ts'

export const ROOMS: readonly Room[] = [
  start,
  explorer,
  learner,
  activity,
  dashboards,
  senders,
  query,
  audit,
  people,
  find,
]
