/** The scripts by which bash and zsh complete `cairn`. They hold the words; only ids of tenants are asked for, once a minute. */

/** `takesTenant`: a tenant's id follows its name. */
export type Words = { name: string; options: string[]; takesTenant: boolean }

const TENANTS = `# The ids of tenants, known for a minute. A cairn that does not answer offers none.
_cairn_tenants() {
  if [ -z "\${_cairn_known_at:-}" ] || [ $((SECONDS - _cairn_known_at)) -ge 60 ]; then
    _cairn_known=$("\${1:-cairn}" tenants list 2>/dev/null | awk 'NR > 1 { print $1 }')
    _cairn_known_at=$SECONDS
  fi
}`

/** Case branches, which both shells read alike. */
function branches(words: Words[]): string {
  return words
    .map(
      ({ name, options, takesTenant }) =>
        `    '${name}') options='${options.join(' ')}'; tenant=${takesTenant ? 1 : ''};;`,
    )
    .join('\n')
}

const firstWords = (words: Words[]) => [...new Set(words.map(({ name }) => name.split(' ')[0] ?? ''))]

function groups(words: Words[]): string {
  const rows = firstWords(words).flatMap((first) => {
    const seconds = words.flatMap(({ name }) => (name.startsWith(`${first} `) ? [name.slice(first.length + 1)] : []))
    return seconds.length === 0 ? [] : [`    ${first}) second='${seconds.join(' ')}';;`]
  })
  return rows.join('\n')
}

/** Sets \`offer\` from \`first\`, \`next\`, how many words stand before the current one (\`count\`), and \`current\`. */
const choose = (words: Words[]) => `_cairn_choose() {
  local first=$1 next=$2 count=$3 current=$4 name options='' tenant='' second='' at=1
  offer=''
  if [ "$count" -le 1 ]; then offer='${firstWords(words).join(' ')} --help --version'; return; fi
  case "$first" in
${groups(words)}
  esac
  name=$first
  case " $second " in *" $next "*) [ -n "$next" ] && name="$first $next" && at=2;; esac
  if [ "$count" -eq 2 ]; then offer=$second; fi
  case "$name" in
${branches(words)}
  esac
  case "$current" in
    -*) offer=$options;;
    *) if [ -n "$tenant" ] && [ "$count" -eq $((at + 1)) ]; then _cairn_tenants "$5"; offer="$offer $_cairn_known"; fi;;
  esac
}`

export const bashScript = (words: Words[]): string => `# bash completion of cairn: source <(cairn completion bash)
${TENANTS}
${choose(words)}
_cairn() {
  local offer current=\${COMP_WORDS[COMP_CWORD]}
  _cairn_choose "\${COMP_WORDS[1]:-}" "\${COMP_WORDS[2]:-}" "$COMP_CWORD" "$current" "\${COMP_WORDS[0]}"
  COMPREPLY=($(compgen -W "$offer" -- "$current"))
}
complete -F _cairn cairn`

export const zshScript = (
  words: Words[],
): string => `# zsh completion of cairn: source <(cairn completion zsh), after compinit
${TENANTS}
${choose(words)}
_cairn() {
  local offer
  _cairn_choose "\${words[2]:-}" "\${words[3]:-}" "$((CURRENT - 1))" "\${words[CURRENT]}" "\${words[1]}"
  compadd -- \${=offer}
}
compdef _cairn cairn`
