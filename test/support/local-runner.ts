/** A runner of a test's own assembly as a process, for tests that kill it: `node local-runner.ts <assembly> <home>`. */
import { onParentEnd } from '../../local/home/parent.ts'
import { startLocal } from '../../local/start.ts'

const [assembly = '', home = ''] = process.argv.slice(2)
const like = process.env.CAIRN_AWS
const local = await startLocal({ home, port: 0, assembly, like, log: console.error })
const stop = async () => {
  await local.stop()
  process.exit(0)
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop)
onParentEnd(() => void stop())
console.log(JSON.stringify({ origin: local.origin, endpoints: local.endpoints }))
