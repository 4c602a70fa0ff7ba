/** The benchmarks take no words but `--help`: what else is given was meant for something else. */
export function refuseWords(usage: string): void {
  const words = process.argv.slice(2)
  if (words.length === 0) return
  const isHelp = words.every((word) => word === '--help' || word === '-h')
  if (isHelp) console.log(usage)
  else console.error(`This takes no ${words.find((word) => word !== '--help')}: see --help`)
  process.exit(isHelp ? 0 : 2)
}
