/** Values over time: each line has a colour, a dash and a mark of its own, and its name where it ends. */
import type { ReactNode } from 'react'
import { ChartFrame, Grid } from './chart-frame.tsx'
import { fitting, labelled, type Point, spread, stretchesOf, ticksTo } from './chart-scale.ts'
import type { Column } from './table.tsx'

export type LinePlace = { key: string; label: string; values: readonly (number | undefined)[] }
type LinesProps = {
  name: string
  series: readonly string[]
  places: readonly LinePlace[]
  columns: readonly Column<LinePlace>[]
  format: (value: number) => string
  /** Where the scale ends whatever the values are, as shares do at 1. */
  most?: number
  hasArea?: boolean
}

const HEIGHT = 200
const TOP = 18
/** Of names where lines end. */
const LINE_OF_TEXT = 14
const BOTTOM = 26
const MARKS = [
  'M0-3.500a3.500 3.500 0 1 0 .01 0z',
  'M-3.500-3.500H3.500V3.500H-3.500z',
  'M0-4.500L4 3.500H-4z',
  'M0-5L5 0L0 5L-5 0z',
]
const DASHES = ['', '6 3', '2 3', '9 3 2 3']

export function LineChart(props: LinesProps): ReactNode {
  const { name, series, places, columns, format, most, hasArea } = props
  const values = places.flatMap((one) => one.values.filter((value) => value !== undefined))
  const ticks = ticksTo(most ?? Math.max(0, ...values), 4)
  const top = ticks.at(-1) ?? 1
  const left = Math.max(...ticks.map((one) => format(one).length)) * 7 + 12
  const y = (value: number) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - BOTTOM - TOP)
  const names = series.length > 1
  const ends = series.map((_, of) => places.findLast(({ values: all }) => all[of] !== undefined)?.values[of] ?? 0)
  const nameAt = spread(ends.map(y), LINE_OF_TEXT)
  return (
    <ChartFrame {...{ name, columns }} rows={places} keyOf={({ key }) => key} height={HEIGHT}>
      {(width) => {
        const right =
          width -
          (names ? Math.min(120, width * 0.28) : Math.max(0, ...values.map((one) => format(one).length)) * 7 + 14)
        const step = (right - left - 8) / Math.max(1, places.length - 1)
        const x = (at: number) => left + 4 + step * at
        const hasLabel = labelled(places.length, right - left, 84)
        return (
          <>
            <Grid {...{ ticks, y, format }} from={left} to={right + 4} />
            {places.map(
              ({ key, label }, at) =>
                hasLabel(at) && (
                  <text key={key} x={x(at)} y={HEIGHT - 8} className="chart-tick chart-middle">
                    {label}
                  </text>
                ),
            )}
            {series.map((one, of) => (
              <Line
                key={one}
                {...{ of, places, x, y, format, hasArea }}
                nameAt={nameAt[of] ?? 0}
                name={names ? fitting(one, width - right - 12) : ''}
              />
            ))}
          </>
        )
      }}
    </ChartFrame>
  )
}

type LineProps = {
  of: number
  name: string
  nameAt: number
  places: readonly LinePlace[]
  x: (at: number) => number
  y: (value: number) => number
  format: (value: number) => string
  hasArea?: boolean | undefined
}

function Line({ of, name, nameAt, places, x, y, format, hasArea }: LineProps): ReactNode {
  const points = places.flatMap(({ values, label }, at) => {
    const value = values[of]
    return value === undefined ? [] : [{ at, label, value }]
  })
  const last = points.at(-1)
  if (last === undefined) return null
  const stretches = stretchesOf(points)
  const pathOf = (stretch: readonly Point[]) => `M${stretch.map(({ at, value }) => `${x(at)} ${y(value)}`).join('L')}`
  const areaOf = (stretch: readonly Point[]) =>
    `${pathOf(stretch)}L${x(stretch.at(-1)?.at ?? 0)} ${y(0)}L${x(stretch[0]?.at ?? 0)} ${y(0)}z`
  return (
    <g>
      {hasArea && <path d={stretches.map(areaOf).join('')} className={`chart-area chart-s${of + 1}`} />}
      <path
        d={stretches.map(pathOf).join('')}
        className={`chart-line chart-s${of + 1}`}
        strokeDasharray={DASHES[of % 4]}
      />
      {points.map(({ at, label, value }) => (
        <path
          key={at}
          d={MARKS[of % 4]}
          transform={`translate(${x(at)} ${y(value)})`}
          className={`chart-fill chart-s${of + 1}`}
        >
          <title>{`${label}: ${name} ${format(value)}`}</title>
        </path>
      ))}
      <text x={x(last.at) + 8} y={nameAt + 4} className="chart-value">
        {name === '' ? format(last.value) : name}
      </text>
    </g>
  )
}
