/** Preloaded into a process: its clock is ahead by as many milliseconds as the file `CLOCK_AHEAD` says at any moment. */
import { readFileSync } from 'node:fs'

const file = process.env.CLOCK_AHEAD ?? ''
const real = Date.now
const ahead = () => Number(readFileSync(file, 'utf8'))

globalThis.Date = class extends Date {
  constructor(...words) {
    super(...(words.length === 0 ? [real() + ahead()] : words))
  }
  static now() {
    return real() + ahead()
  }
}
