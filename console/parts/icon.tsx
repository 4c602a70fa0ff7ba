/** The few pictures beside words: each is drawn here, and none is needed to understand the words. */
import type { ReactNode } from 'react'

const PATHS = {
  start: 'M3 8h9M8.5 4.5 12 8l-3.5 3.5',
  explorer: 'M2.5 4h11M2.5 8h11M2.5 12h7',
  learners: 'M8 8a2.75 2.75 0 1 0 0-5.5A2.75 2.75 0 0 0 8 8ZM3 13.5c.6-2.4 2.6-3.5 5-3.5s4.4 1.1 5 3.5',
  activities: 'M3 3.5h4v4H3zM9 3.5h4M9 7.5h4M3 10.5h10M3 13.5h7',
  dashboards: 'M3 13.5V8M8 13.5V3M13 13.5v-4',
  senders: 'M2.5 8h4l2-4.5 2 9 1.5-4.5h1.5',
  people:
    'M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM1.5 13c.5-2.2 2.3-3.3 4.5-3.3S10 10.800 10.500 13M11 3a2.300 2.300 0 0 1 0 4.500M12.500 10c1.200.5 1.800 1.500 2 3',
  audit: 'M8 1.800 13 3.500v4c0 3.300-2 5.600-5 6.700-3-1.100-5-3.400-5-6.700v-4zM5.800 8l1.600 1.600 2.900-3.200',
  query: 'M3 4.500 6.500 8 3 11.500M8 12h5',
  tenants: 'M2.500 13.500v-9l5.500-2.500 5.500 2.500v9zM6.500 13.500v-3.500h3v3.500',
  find: 'M7 11.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9ZM10.300 10.300 13.500 13.500',
  copy: 'M5.500 5.500v-3h8v8h-3M2.500 5.500h8v8h-8z',
  close: 'M4 4l8 8M12 4l-8 8',
  menu: 'M2.500 4h11M2.500 8h11M2.500 12h11',
  more: 'M4 6.500 8 10.500l4-4',
  link: 'M6.500 9.500 9.500 6.500M7 4.500 8.500 3a2.500 2.500 0 0 1 3.500 3.500L10.500 8M9 11.500 7.500 13A2.500 2.500 0 0 1 4 9.500L5.500 8',
  filter: 'M2.500 3.500h11L9.500 8.500v4l-3 1v-5z',
  pause: 'M5.500 3.500v9M10.500 3.500v9',
  play: 'M5 3.500 12 8l-7 4.500z',
  external: 'M9.500 2.500h4v4M13.500 2.500 7.500 8.500M12 9.500v4H2.500V4h4',
} as const
export type IconName = keyof typeof PATHS

export const Icon = ({ name }: { name: IconName }): ReactNode => (
  <svg
    viewBox="0 0 16 16"
    width="16"
    height="16"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.5"
    aria-hidden="true"
  >
    <path d={PATHS[name]} strokeLinecap="round" strokeLinejoin="round" />
  </svg>
)
