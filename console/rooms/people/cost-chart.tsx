/** Cost by day, as bars: the words are beside the picture, so they keep their size on a narrow window. */
import type { ReactNode } from 'react'
import type { DayUsage } from '../../api/admin-api.ts'
import { useTexts } from '../../language/language.ts'
import { useFormats } from '../../language/numbers-and-times.ts'
import { sumOf } from './days.ts'
import { texts } from './texts.ts'

const HEIGHT = 100
/** A day that cost something is seen, however little that is beside the others. */
const LEAST = 1.5

export function CostChart({ days }: { days: readonly DayUsage[] }): ReactNode {
  const t = useTexts(texts)
  const { day, dollars } = useFormats()
  const [first, last] = [days.at(0), days.at(-1)]
  const top = days.reduce((most, one) => (one.dollars > most.dollars ? one : most), days[0] as DayUsage)
  const name = t.costChart(dollars(sumOf(days, 'dollars')), dollars(top.dollars), day(top.day))
  const heightOf = (cost: number) => (cost === 0 ? 0 : Math.max(LEAST, (HEIGHT * cost) / top.dollars))
  return (
    <figure className="people-chart">
      <div className="small muted number">{dollars(top.dollars)}</div>
      <svg viewBox={`0 0 ${days.length} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={name}>
        <line x1="0" x2={days.length} y1="0" y2="0" className="people-grid" vectorEffect="non-scaling-stroke" />
        <line
          x1="0"
          x2={days.length}
          y1={HEIGHT / 2}
          y2={HEIGHT / 2}
          className="people-grid"
          vectorEffect="non-scaling-stroke"
        />
        {days.map((one, i) => (
          <rect
            key={one.day}
            x={i + 0.12}
            width={0.76}
            y={HEIGHT - heightOf(one.dollars)}
            height={heightOf(one.dollars)}
            className="people-bar"
          >
            <title>{`${day(one.day)}: ${dollars(one.dollars)}`}</title>
          </rect>
        ))}
      </svg>
      <figcaption className="row spread small muted">
        <span>{first && day(first.day)}</span>
        <span>{last && day(last.day)}</span>
      </figcaption>
    </figure>
  )
}
