/** Runs as a child process: serves Kinesis on 127.0.0.1 and tells the runner the port: `<folder> <port, 0 for any>`. */
import type { AddressInfo } from 'node:net'
import kinesalite from 'kinesalite'

const [path = '', port = '0'] = process.argv.slice(2)
const server = kinesalite({
  ...(path && { path }),
  createStreamMs: 0,
  updateStreamMs: 0,
  deleteStreamMs: 0,
  shardLimit: 1000,
})

server.listen(Number(port), '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
process.on('disconnect', () => process.exit())
process.on('SIGTERM', () => process.exit())
