/** What of a question and its answer a chart shows, as plain data that the question brings along. */

/**
 * `x`, each of `y`, `series` and `label` are columns of the answer; a series is a line or a colour of its own, a label
 * the text that stands for x. Bars lie, for their labels are long, and stand where x is a number.
 */
export type Chart = {
  kind: 'bar' | 'line' | 'heat' | 'histogram' | 'funnel'
  x: string
  y: string[]
  series?: string
  label?: string
  /** What it means that x is NULL. */
  none?: string
}
/** What of a named question its picture shows. */
export type Charted = {
  name: string
  meaning: string
  columns: readonly { name: string; unit: string; meaning: string }[]
  chart: Chart
}
