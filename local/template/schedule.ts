/** What a template says of a rule of EventBridge that calls functions by the clock. */
import { Failure } from '../failure.ts'
import type { JsonObject } from './assembly.ts'
import type { CheckedResource } from './checked-resources.ts'
import { afterLast, arnOf } from './resource-names.ts'
import { type Due, readSchedule } from './schedule-expression.ts'

export type Schedule = {
  /** `<stack>-<logical id>`: its last time is remembered under it. */
  name: string
  arn: string
  due: Due
  functionName: string
  /** What the function gets in place of EventBridge's own event. */
  input?: string
}

type Target = JsonObject & { Arn: string; Input?: string }

export function toSchedules(rule: CheckedResource): Schedule[] {
  const { resolver, id, properties, path } = rule
  if (properties.State === 'DISABLED') return []
  const expression = String(properties.ScheduleExpression)
  const due = readSchedule(expression)
  if (!due) {
    throw new Failure(
      `${path}.Properties.ScheduleExpression: the local runner knows rate(...) and cron(...) of numbers, names, *, ?, lists, ranges and steps, not ${expression}`,
    )
  }
  return ((properties.Targets ?? []) as Target[]).map(({ Arn, Input }, i) => {
    if (!Arn.startsWith('arn:aws:lambda:'))
      throw new Failure(`${path}.Properties.Targets[${i}].Arn: the local runner knows only functions as targets`)
    return {
      name: `${resolver.stack.name}-${id}-${i}`,
      arn: arnOf(rule),
      due,
      functionName: afterLast(Arn, ':'),
      ...(Input !== undefined && { input: Input }),
    }
  })
}
