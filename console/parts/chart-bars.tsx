/** Bars that lie, for labels of any length: each with its number at its end. */
import type { ReactNode } from 'react'
import { ChartFrame, fillOf, Legend, Patterns } from './chart-frame.tsx'
import { fitting } from './chart-scale.ts'
import type { Column } from './table.tsx'

export type BarPlace = { key: string; label: string; values: readonly number[] }
type BarsProps = {
  name: string
  series: readonly string[]
  places: readonly BarPlace[]
  columns: readonly Column<BarPlace>[]
  format: (value: number) => string
  /** Where the scale ends whatever the values are. */
  most?: number
}

const THICK = 12

export function BarChart({ name, series, places, columns, format, most }: BarsProps): ReactNode {
  const top = most ?? Math.max(1e-9, ...places.flatMap(({ values }) => values))
  const group = THICK * series.length + 4
  const isNarrow = (width: number) => width < 480
  const step = (width: number) => (isNarrow(width) ? group + 24 : group + 10)
  return (
    <ChartFrame
      {...{ name, columns }}
      rows={places}
      keyOf={({ key }) => key}
      height={(width) => Math.max(1, places.length) * step(width) + 4}
      legend={series.length > 1 && <Legend names={series} />}
    >
      {(width, id) => {
        const left = isNarrow(width) ? 0 : Math.min(240, width * 0.36)
        const numbers = Math.max(...places.flatMap(({ values }) => values.map((one) => format(one).length))) * 7 + 10
        const x = (value: number) => (Math.max(0, value) / top) * (width - left - numbers)
        return (
          <>
            <Patterns id={id} count={series.length} />
            {places.map(({ key, label, values }, at) => {
              const y = at * step(width) + (isNarrow(width) ? 20 : 6)
              const middle = isNarrow(width) ? y - 6 : y + (THICK * series.length) / 2 + 4
              return (
                <g key={key}>
                  <text
                    x={isNarrow(width) ? 0 : left - 10}
                    y={middle}
                    className={`chart-label ${isNarrow(width) ? '' : 'chart-end'}`}
                  >
                    <title>{label}</title>
                    {fitting(label, isNarrow(width) ? width : left - 12)}
                  </text>
                  {values.map((value, of) => (
                    <g key={series[of]}>
                      <rect
                        {...{ x: left, y: y + of * THICK, width: Math.max(1, x(value)), height: THICK - 2 }}
                        className={`chart-fill chart-s${of + 1}`}
                        {...fillOf(id, of)}
                      >
                        <title>{`${label}: ${series[of]} ${format(value)}`}</title>
                      </rect>
                      <text x={left + x(value) + 6} y={y + of * THICK + THICK - 3} className="chart-value">
                        {format(value)}
                      </text>
                    </g>
                  ))}
                </g>
              )
            })}
            <path d={`M${left} 0V${places.length * step(width)}`} className="chart-axis" />
          </>
        )
      }}
    </ChartFrame>
  )
}
