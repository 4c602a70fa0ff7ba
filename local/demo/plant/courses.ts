/** The 30 courses and procedures of the plant, and which roles they are for. */
import type { Role } from './people.ts'

const FLOOR: Role[] = ['operator', 'technician', 'warehouse']
const CLEAN: Role[] = ['operator', 'technician', 'quality']
const LAB: Role[] = ['analyst', 'quality']
const ALL: Role[] = [...FLOOR, ...LAB, 'engineer']

export type Course = { id: string; title: string; roles: Role[]; minutes: number }

/** Courses in a player that speaks cmi5: lessons, then a quiz (its items are in items.ts). */
export type OnlineCourse = Course & { lessons: string[]; mastery: number }
export const ONLINE_COURSES: OnlineCourse[] = [
  online('gmp-basics', 'GMP basics', ALL, ['Why GMP', 'Good documentation']),
  online('data-integrity', 'Data integrity (ALCOA+)', ALL, ['ALCOA+ in practice']),
  online('cleanroom-behaviour', 'Cleanroom behaviour and gowning', CLEAN, ['Grades A to D', 'Gowning step by step']),
  online('aseptic-technique', 'Aseptic technique', ['operator', 'quality'], ['First air', 'Interventions']),
  online(
    'deviation-handling',
    'Deviation handling',
    ['operator', 'analyst', 'quality', 'engineer'],
    ['From event to CAPA'],
  ),
  online('lockout-tagout', 'Lockout-tagout', ['technician', 'engineer', 'operator'], ['Energy sources', 'Eight steps']),
  online('cleaning-validation', 'Cleaning validation', ['operator', 'analyst', 'engineer'], ['Residues and limits']),
  online('change-control', 'Change control', ['quality', 'engineer', 'technician'], ['Classes of change']),
]

/** Documents to read in the LMS, some with a short test that gives a score; `revision` is the document's. */
export type Procedure = Course & { revision: string; isScored: boolean; validWeeks?: number }
export const PROCEDURES: Procedure[] = [
  procedure('SOP-011', 'Issuing batch records', ['operator', 'quality'], { revision: '6.0' }),
  procedure('SOP-014', 'Reconciliation of labels', ['operator', 'warehouse'], { revision: '3.1' }),
  procedure('SOP-022', 'Receiving and sampling of raw materials', ['warehouse', 'analyst'], { revision: '8.0' }),
  procedure('SOP-027', 'Cold chain storage', ['warehouse', 'quality'], { revision: '2.4' }),
  procedure('SOP-031', 'Environmental monitoring', ['analyst', 'quality'], { revision: '5.0', isScored: true }),
  procedure('SOP-033', 'Out-of-specification results', LAB, { revision: '4.2', isScored: true }),
  procedure('SOP-040', 'Calibration programme', ['technician', 'analyst', 'engineer'], {
    revision: '7.0',
    isScored: true,
  }),
  procedure('SOP-045', 'Preventive maintenance of the filling line', ['technician', 'engineer'], { revision: '3.0' }),
  procedure('SOP-052', 'Disinfection of clean areas', CLEAN, { revision: '9.1', isScored: true }),
  procedure('SOP-058', 'Spill of hazardous substances', FLOOR, { revision: '1.3' }),
  procedure('SOP-063', 'Fork-lift truck requalification', ['warehouse'], {
    revision: '2.0',
    isScored: true,
    validWeeks: 6,
  }),
  procedure('SOP-070', 'Annual GMP refresher', ALL, { revision: '12.0', validWeeks: 8 }),
]

/** Done on the floor before an observer with a tablet, step by step; `critical` steps must not fail. */
export type Checklist = Course & { steps: string[]; critical: number[]; validWeeks: number }
export const CHECKLISTS: Checklist[] = [
  checklist('gowning-grade-b', 'Gowning for grade B', CLEAN, [
    'Washes and disinfects hands',
    'Puts the hood on before the coverall',
    'Coverall does not touch the floor',
    'Second gloves over the cuffs',
    'Contact plates within limits',
  ]),
  checklist(
    'aseptic-intervention',
    'Aseptic intervention on the filling line',
    ['operator'],
    [
      'Stops the line and announces the intervention',
      'Keeps hands below open vials',
      'Uses sterile forceps',
      'Removes exposed vials',
      'Records the intervention at once',
    ],
  ),
  checklist(
    'line-clearance',
    'Line clearance',
    ['operator', 'quality'],
    ['Previous batch removed', 'Labels reconciled', 'Rejects counted and destroyed', 'Second person verifies'],
  ),
  checklist(
    'lockout-filler',
    'Lockout-tagout on the filler',
    ['technician', 'engineer'],
    [
      'Names all energy sources',
      'Locks the main switch',
      'Vents the compressed air',
      'Tries to start',
      'Signs the tag',
    ],
  ),
  checklist(
    'balance-calibration',
    'Calibration of a balance',
    ['analyst', 'technician'],
    [
      'Levels and warms up the balance',
      'Takes weights with tweezers',
      'Reads five points',
      'Judges against the limits',
    ],
  ),
  checklist(
    'autoclave-loading',
    'Loading the autoclave',
    ['operator', 'technician'],
    ['Follows the loading pattern', 'Places the probes', 'Chooses the validated cycle', 'Checks the indicator strip'],
  ),
]

/** Exercises that give points and can be repeated at once. */
export type Simulation = Course & { points: number; passAt: number; difficulty: number }
export const SIMULATIONS: Simulation[] = [
  simulation('sim-vial-jam', 'Simulator: clearing a vial jam', ['operator'], 0.2),
  simulation('sim-isolator-leak', 'Simulator: glove leak in the isolator', ['operator', 'quality'], 0.9),
  simulation('sim-visual-inspection', 'Simulator: visual inspection of vials', ['operator', 'analyst'], 0.5),
  simulation('sim-autoclave-alarm', 'Simulator: alarms of the autoclave', ['technician', 'engineer'], -0.3),
]

function online(id: string, title: string, roles: Role[], lessons: string[]): OnlineCourse {
  return { id, title, roles, lessons, minutes: 9, mastery: 0.8 }
}

function procedure(
  id: string,
  title: string,
  roles: Role[],
  more: Pick<Procedure, 'revision'> & Partial<Procedure>,
): Procedure {
  return { id: id.toLowerCase(), title: `${id} ${title}`, roles, minutes: 14, isScored: false, ...more }
}

function checklist(id: string, title: string, roles: Role[], steps: string[]): Checklist {
  return { id, title, roles, steps, minutes: 25, critical: [steps.length - 1], validWeeks: 7 }
}

function simulation(id: string, title: string, roles: Role[], difficulty: number): Simulation {
  return { id, title, roles, difficulty, minutes: 12, points: 200, passAt: 140 }
}
