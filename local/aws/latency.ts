/** Lets each call take as long as it takes in the cloud; here an engine answers in a fraction of that. */
import type { Service, Stage } from './call.ts'

/** The least and the most milliseconds that a call is on its way, beside what the engine takes. */
export type Latency = { readonly [service in Service]?: readonly [least: number, most: number] }

export const LATENCY_OF_AWS: Latency = {
  dynamodb: [5, 15],
  kinesis: [10, 30],
  s3: [30, 60],
  athena: [30, 100],
  glue: [20, 50],
  sts: [20, 50],
}

/** @param random as `Math.random` */
export function latencyStage(latency: Latency, random = Math.random): Stage {
  return async (call, next) => {
    const [least, most] = latency[call.service] ?? [0, 0]
    const wait = least + random() * (most - least)
    if (wait > 0) await new Promise((over) => setTimeout(over, wait))
    return next(call)
  }
}
