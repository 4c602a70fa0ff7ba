/**
 * Node's own `node:http` names three classes of undici, which takes longer to load than most programs here. Whoever imports
 * `node:http` as an ES module reads every name of it, and so loads undici; without these names it is loaded by a `fetch`.
 */
const http = require('node:http')

for (const name of ['WebSocket', 'CloseEvent', 'MessageEvent']) {
  if (name in http) Reflect.defineProperty(http, name, { value: undefined })
}
