/** The benchmarks take no words but `--help` and `--version`: what else is given was meant for something else. */
import { VERSION } from '../lambdas/runtime/names.ts'

export function refuseWords(usage: string): void {
  const [word, ...others] = process.argv.slice(2)
  if (word === undefined) return
  const answer = { '--help': usage, '-h': usage, '--version': VERSION }[word]
  if (answer === undefined || others.length > 0)
    console.error(`This takes no ${[word, ...others].join(' ')}: see --help`)
  else console.log(answer)
  process.exit(answer === undefined || others.length > 0 ? 2 : 0)
}
