/**
 * The console's page: styles, and what must not wait for the application. The sign-in is finished and the room is on its
 * way while the browser still loads the rest.
 */
import './styles/tokens.css'
import './styles/base.css'
import './styles/parts.css'
import './styles/shell.css'
import { showKeptTheme } from './shell/appearance.ts'
import { loadRoomOf } from './shell/room-pages.ts'
import { arrive } from './sign-in/arrival.ts'
import { pathAhead } from './sign-in/session.ts'

showKeptTheme()
const root = document.getElementById('root')
if (root === null) throw new Error('the page has no place for the console')
const ahead = pathAhead()
const arriving = arrive()
// Not awaited: what the application takes from the entry's file is there once this module has ended.
import('./shell/app.tsx').then(
  ({ showConsole }) => showConsole(root, arriving),
  () => {
    root.textContent = 'The console could not be loaded: is the network there? Load the page again.'
  },
)
// Who opens the room tells of a failure.
loadRoomOf(ahead).catch(() => undefined)
