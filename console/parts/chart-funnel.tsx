/** How many are left at each step: bars in one another, each with its number and its share of the first. */
import type { ReactNode } from 'react'
import { ChartFrame, fillOf, Patterns } from './chart-frame.tsx'
import { fitting } from './chart-scale.ts'
import type { Column } from './table.tsx'

export type FunnelStep = { key: string; label: string; value: number }
type FunnelProps = {
  name: string
  steps: readonly FunnelStep[]
  columns: readonly Column<FunnelStep>[]
  format: (value: number) => string
  percent: (share: number) => string
}

const STEP = 46

export function FunnelChart({ name, steps, columns, format, percent }: FunnelProps): ReactNode {
  const first = Math.max(1, ...steps.map(({ value }) => value))
  return (
    <ChartFrame {...{ name, columns }} rows={steps} keyOf={({ key }) => key} height={steps.length * STEP}>
      {(width, id) => (
        <>
          <Patterns id={id} count={1} />
          {steps.map(({ key, label, value }, at) => {
            const wide = Math.max(2, (value / first) * width)
            const next = steps[at + 1]
            const nextWide = next === undefined ? wide : Math.max(2, (next.value / first) * width)
            const y = at * STEP
            return (
              <g key={key}>
                <text x={0} y={y + 13} className="chart-label">
                  {fitting(label, width - 110)}
                </text>
                <text x={width} y={y + 13} className="chart-value chart-end">
                  {`${format(value)} · ${percent(value / first)}`}
                </text>
                {next !== undefined && (
                  <path d={`M0 ${y + 34}H${wide}L${nextWide} ${y + STEP + 18}H0z`} className="chart-area chart-s1" />
                )}
                <rect x={0} y={y + 18} width={width} height={16} className="chart-track" />
                <rect x={0} y={y + 18} width={wide} height={16} className="chart-fill chart-s1" {...fillOf(id, 0)}>
                  <title>{`${label}: ${format(value)}`}</title>
                </rect>
              </g>
            )
          })}
        </>
      )}
    </ChartFrame>
  )
}
