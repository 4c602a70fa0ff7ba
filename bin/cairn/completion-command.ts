/** The command that prints a script by which a shell completes `cairn`. */
import type { Command } from './command.ts'
import { bashScript, type Words, zshScript } from './completion-scripts.ts'
import { UsageError } from './failure.ts'

const SHARED = ['--at', '--stack', '--json', '--help']

/** @param commands all that there are, by name */
export const completionOf = (commands: () => Promise<Map<string, Command>>): Command => ({
  usage: 'completion bash|zsh',
  summary: 'prints a script by which your shell completes this command',
  details: `  For bash: source <(cairn completion bash), in ~/.bashrc to keep it. For zsh: source <(cairn completion zsh), in
  ~/.zshrc after compinit. It completes commands, options and, where cairn tenants list answers, the ids of tenants.`,
  takes: [1, 1],
  async runAlone({ args: [shell] }) {
    if (shell !== 'bash' && shell !== 'zsh') throw new UsageError('Which shell? cairn completion bash, or zsh.')
    const words = wordsOf(await commands())
    const script = shell === 'bash' ? bashScript(words) : zshScript(words)
    return { text: script, json: { shell, script } }
  },
})

function wordsOf(commands: Map<string, Command>): Words[] {
  return Array.from(commands, ([name, { usage, options = {} }]) => ({
    name,
    options: [...Object.keys(options).map((option) => `--${option}`), ...SHARED],
    takesTenant: usage.startsWith(`${name} <tenant>`) || usage.startsWith(`${name} [<tenant>]`),
  }))
}
