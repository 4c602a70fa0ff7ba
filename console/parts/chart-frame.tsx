/** What charts have in common: a picture with a name, as wide as its place, and its numbers as a table below. */
import './chart.css'
import { type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'
import { useTexts } from '../language/language.ts'
import { chartTexts } from './chart-texts.ts'
import { type Column, Table } from './table.tsx'

type FrameProps<Row> = {
  /** What the picture shows, in a sentence: whoever does not see it hears this. */
  name: string
  height: number | ((width: number) => number)
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
  legend?: ReactNode
  children: (width: number, id: string) => ReactNode
}

export function ChartFrame<Row>({ name, height, columns, rows, keyOf, legend, children }: FrameProps<Row>): ReactNode {
  const t = useTexts(chartTexts)
  const id = useId()
  const place = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const element = place.current
    if (element === null) return
    const measure = () => setWidth(Math.floor(element.clientWidth))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const high = typeof height === 'number' ? height : height(width)
  return (
    <figure className="chart">
      {legend}
      <div ref={place} className="chart-place" style={{ blockSize: high }}>
        {width > 0 && (
          <svg role="img" aria-label={name} width={width} height={high} viewBox={`0 0 ${width} ${high}`}>
            {children(width, id)}
          </svg>
        )}
      </div>
      <details className="chart-table">
        <summary>{t.asTable}</summary>
        <Table caption={name} columns={columns} rows={rows} keyOf={keyOf} />
      </details>
    </figure>
  )
}

export const SERIES = 5
const PATTERNS = ['', 'M-2 8L8-2M4 14L14 4', 'M0 3H10M0 8H10', 'M3 0V10M8 0V10', 'M-2 2L8 12M4-2L14 8']

/** Each series has a pattern of its own besides its colour; the first is plain. */
export function Patterns({ id, count }: { id: string; count: number }): ReactNode {
  return (
    <defs>
      {PATTERNS.slice(0, count).map(
        (path, at) =>
          path !== '' && (
            <pattern key={path} id={`${id}-${at}`} width="10" height="10" patternUnits="userSpaceOnUse">
              <rect width="10" height="10" className="chart-soft" />
              <path d={path} className={`chart-stroke chart-s${at + 1}`} />
            </pattern>
          ),
      )}
    </defs>
  )
}

export const fillOf = (id: string, series: number) => (series === 0 ? {} : { style: { fill: `url(#${id}-${series})` } })

export function Legend({ names }: { names: readonly string[] }): ReactNode {
  const id = useId()
  return (
    <ul className="chart-legend row small">
      {names.map((name, at) => (
        <li key={name} className="row">
          <svg width="14" height="14" aria-hidden="true">
            <Patterns id={id} count={at + 1} />
            <rect x="1" y="1" width="12" height="12" className={`chart-fill chart-s${at + 1}`} {...fillOf(id, at)} />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  )
}

/** Lines across, with their numbers at the start. */
export function Grid(props: {
  ticks: readonly number[]
  y: (value: number) => number
  from: number
  to: number
  format: (value: number) => string
}): ReactNode {
  const { ticks, y, from, to, format } = props
  return ticks.map((tick) => (
    <g key={tick}>
      <path d={`M${from} ${y(tick)}H${to}`} className={tick === 0 ? 'chart-axis' : 'chart-grid'} />
      <text x={from - 6} y={y(tick) + 4} className="chart-tick chart-end">
        {format(tick)}
      </text>
    </g>
  ))
}
