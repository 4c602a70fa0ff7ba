/** The console's page: styles, the kept appearance, and the application. */
import './styles/tokens.css'
import './styles/base.css'
import './styles/parts.css'
import './styles/shell.css'
import { createRoot } from 'react-dom/client'
import { App } from './shell/app.tsx'
import { showKeptTheme } from './shell/appearance.ts'

showKeptTheme()
const root = document.getElementById('root')
if (root === null) throw new Error('the page has no place for the console')
createRoot(root).render(<App />)
