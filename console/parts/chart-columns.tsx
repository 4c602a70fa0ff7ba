/** Columns that stand: days, or the tenths of a scale. Several values of one place stand on each other. */
import type { ReactNode } from 'react'
import { ChartFrame, fillOf, Grid, Legend, Patterns } from './chart-frame.tsx'
import { countTicksTo, labelled } from './chart-scale.ts'
import type { Column } from './table.tsx'

export type ColumnPlace = { key: string; label: string; values: readonly number[] }
type ColumnsProps = {
  name: string
  series: readonly string[]
  places: readonly ColumnPlace[]
  columns: readonly Column<ColumnPlace>[]
  format: (value: number) => string
  /** Of a scale: columns that touch each other. */
  isHistogram?: boolean
  /** Room of a label, in pixels. */
  labelRoom?: number
}

const HEIGHT = 200
const TOP = 18
const BOTTOM = 26
const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0)

export function ColumnChart(props: ColumnsProps): ReactNode {
  const { name, series, places, columns, format, isHistogram = false, labelRoom = 84 } = props
  const most = Math.max(0, ...places.map(({ values }) => sum(values)))
  const ticks = countTicksTo(most, 4)
  const top = ticks.at(-1) ?? 1
  const left = Math.max(...ticks.map((one) => format(one).length)) * 7 + 12
  const y = (value: number) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - BOTTOM - TOP)
  return (
    <ChartFrame
      {...{ name, columns }}
      rows={places}
      keyOf={({ key }) => key}
      height={HEIGHT}
      legend={series.length > 1 && <Legend names={series} />}
    >
      {(width, id) => {
        const step = (width - left - 4) / Math.max(1, places.length)
        const thick = isHistogram ? Math.max(1, step - 2) : Math.max(1, Math.min(28, step * 0.72))
        const isLabelled = labelled(places.length, width - left, labelRoom)
        // The last one ends where its column does, and so reaches further to the left.
        const hasLabel = (at: number) =>
          isLabelled(at) &&
          (at === places.length - 1 || (places.length - 1 - at) * step >= labelRoom * 1.2 || step >= labelRoom)
        const hasNumber = step >= 26
        return (
          <>
            <Patterns id={id} count={series.length} />
            <Grid {...{ ticks, y, format }} from={left} to={width} />
            {places.map(({ key, label, values }, at) => {
              const x = left + 2 + step * at + (step - thick) / 2
              let below = 0
              return (
                <g key={key}>
                  {values.map((value, of) => {
                    const [from, to] = [y(below), y(below + value)]
                    below += value
                    return (
                      <rect
                        key={series[of]}
                        {...{ x, y: to, width: thick, height: Math.max(value > 0 ? 1 : 0, from - to) }}
                        className={`chart-fill chart-s${of + 1}`}
                        {...fillOf(id, of)}
                      >
                        <title>{`${label}: ${series[of]} ${format(value)}`}</title>
                      </rect>
                    )
                  })}
                  {hasNumber && below > 0 && (
                    <text x={x + thick / 2} y={y(below) - 5} className="chart-value chart-middle">
                      {format(below)}
                    </text>
                  )}
                  {hasLabel(at) && (
                    <text
                      x={Math.min(x + thick / 2, width - 2)}
                      y={HEIGHT - 8}
                      className={`chart-tick ${at === places.length - 1 && step < labelRoom ? 'chart-end' : 'chart-middle'}`}
                    >
                      {label}
                    </text>
                  )}
                </g>
              )
            })}
          </>
        )
      }}
    </ChartFrame>
  )
}
