/** A runner of its own process, for tests that kill it: `node runner.ts <assembly> <home> <port>`. */
import { startLocal } from '../../local/start.ts'

const [assembly = '', home = '', port = '0'] = process.argv.slice(2)
const local = await startLocal({ home, port: Number(port), assembly, log: console.error })
process.on('SIGTERM', async () => {
  await local.stop()
  process.exit(0)
})
console.log(JSON.stringify({ origin: local.origin, endpoints: local.endpoints }))
