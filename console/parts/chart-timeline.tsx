/** What lasted from when to when, with what came of it on the way: each kind of mark has a form of its own. */
import type { ReactNode } from 'react'
import { ChartFrame } from './chart-frame.tsx'
import { fitting } from './chart-scale.ts'
import type { Column } from './table.tsx'

export type MarkKind = 'passed' | 'failed' | 'completed'
export type TimelineRow = {
  key: string
  label: string
  from: number
  to: number
  marks: readonly { at: number; kind: MarkKind }[]
}
type TimelineProps = {
  name: string
  kinds: { [kind in MarkKind]: string }
  rows: readonly TimelineRow[]
  columns: readonly Column<TimelineRow>[]
  day: (at: number) => string
}

const STEP = 26
const BOTTOM = 24
const FORMS: { [kind in MarkKind]: string } = {
  passed: 'M0-5a5 5 0 1 0 .01 0z',
  failed: 'M-4.500-4.500L4.500 4.500M4.500-4.500L-4.500 4.500',
  completed: 'M-4-4H4V4H-4z',
}

export function TimelineChart({ name, kinds, rows, columns, day }: TimelineProps): ReactNode {
  const [from, to] = [Math.min(...rows.map((one) => one.from)), Math.max(...rows.map((one) => one.to))]
  const legend = (
    <ul className="chart-legend row small">
      {(['passed', 'failed', 'completed'] as const).map((kind) => (
        <li key={kind} className="row">
          <svg width="14" height="14" aria-hidden="true">
            <path d={FORMS[kind]} transform="translate(7 7)" className={`chart-mark chart-${kind}`} />
          </svg>
          {kinds[kind]}
        </li>
      ))}
    </ul>
  )
  return (
    <ChartFrame
      {...{ name, columns, rows, legend }}
      keyOf={({ key }) => key}
      height={(width) => rows.length * (STEP + (width < 480 ? 14 : 0)) + BOTTOM}
    >
      {(width) => {
        const isNarrow = width < 480
        const step = STEP + (isNarrow ? 14 : 0)
        const left = isNarrow ? 8 : Math.min(260, width * 0.34)
        const x = (at: number) => left + ((at - from) / Math.max(1, to - from)) * (width - left - 10)
        const bottom = rows.length * step
        return (
          <>
            {rows.map((row, at) => {
              const y = at * step + (isNarrow ? 26 : 13)
              return (
                <g key={row.key}>
                  <text
                    x={isNarrow ? 0 : left - 12}
                    y={isNarrow ? y - 10 : y + 4}
                    className={`chart-label ${isNarrow ? '' : 'chart-end'}`}
                  >
                    <title>{row.label}</title>
                    {fitting(row.label, isNarrow ? width : left - 14)}
                  </text>
                  <path d={`M${left} ${y}H${width}`} className="chart-grid" />
                  <path d={`M${x(row.from)} ${y}H${Math.max(x(row.to), x(row.from) + 2)}`} className="chart-span" />
                  {row.marks.map((mark) => (
                    <path
                      key={`${mark.at} ${mark.kind}`}
                      d={FORMS[mark.kind]}
                      transform={`translate(${x(mark.at)} ${y})`}
                      className={`chart-mark chart-${mark.kind}`}
                    >
                      <title>{`${row.label}: ${kinds[mark.kind]}, ${day(mark.at)}`}</title>
                    </path>
                  ))}
                </g>
              )
            })}
            <text x={left} y={bottom + 16} className="chart-tick">
              {day(from)}
            </text>
            <text x={width} y={bottom + 16} className="chart-tick chart-end">
              {day(to)}
            </text>
          </>
        )
      }}
    </ChartFrame>
  )
}
