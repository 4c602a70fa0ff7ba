/** `npm run cairn -- <command>`. What it runs needs the compiled schemas, which a fresh clone does not have yet. */
import { compileSchemas } from './compile-schemas.ts'

compileSchemas()
await import('./cairn/main.ts')
