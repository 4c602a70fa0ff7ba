/** The types of kinesalite, which brings none: what kinesis-server.ts uses of it. */
declare module 'kinesalite' {
  import type { Server } from 'node:http'

  type Options = {
    path?: string
    createStreamMs?: number
    updateStreamMs?: number
    deleteStreamMs?: number
    shardLimit?: number
  }
  const kinesalite: (options: Options) => Server
  export = kinesalite
}
