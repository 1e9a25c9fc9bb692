import { unreachable } from '../../base/assert.ts';
import type { CommandShape, OptionShape, ProgramShape } from './command-tree.ts';

/** Shells whose completion can be made. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** One of {@link SHELLS}. */
export type Shell = (typeof SHELLS)[number];

/** Commands whose first operand may be a process. */
const TAKES_PROCESS = new Set(['attach', 'watch']);
// Node 24 and 26 name their main thread anew.
const NODE_PROCESSES = 'pgrep -x "node|MainThread|node-MainThread" 2>/dev/null';

/** The text a shell evaluates to complete memprof's command line. */
export function completionScript(shell: Shell, program: ProgramShape): string {
  switch (shell) {
    case 'bash':
      return bashScript(program);
    case 'zsh':
      return zshScript(program);
    case 'fish':
      return fishScript(program);
    default:
      return unreachable(shell);
  }
}

const commandNames = ({ commands }: ProgramShape): string => commands.map(({ name }) => name).join(' ');

const flagsOf = ({ options }: CommandShape): string[] =>
  [...options.flatMap(({ long, short }) => (short === null ? [long] : [short, long])), '--help'].filter(
    (flag) => flag !== '',
  );

function bashScript(program: ProgramShape): string {
  const values = program.commands.flatMap(({ name, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(({ long, choices }) =>
        choices.length === 0
          ? `    "${name} ${long}") return ;;`
          : `    "${name} ${long}") COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$word")); return ;;`,
      ),
  );
  const flags = program.commands.map(
    (command) => `      ${command.name}) words="${flagsOf(command).join(' ')}" ;;`,
  );
  const operands = program.commands.flatMap(({ name, choices }) => {
    if (choices.length > 0) return [`      ${name}) words="${choices.join(' ')}" ;;`];
    return TAKES_PROCESS.has(name) ? [`      ${name}) words="$(${NODE_PROCESSES})" ;;`] : [];
  });
  return `# bash completion for memprof: eval "$(memprof completion bash)"
_memprof() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" words=""
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commandNames(program)} --help --version" -- "$word"))
    return
  fi
  case "$command $before" in
${values.join('\n')}
  esac
  if [[ "$word" == -* ]]; then
    case "$command" in
${flags.join('\n')}
    esac
  elif [ "$COMP_CWORD" -eq 2 ]; then
    case "$command" in
${operands.join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
# Where nothing is known, files are offered.
complete -o default -F _memprof memprof
`;
}

function zshScript(program: ProgramShape): string {
  const commands = program.commands.map(({ name, description }) => `    ${quote(`${name}:${description}`)}`);
  const cases = program.commands.map((command) => {
    const operand = zshOperand(command);
    const options = command.options.map((option) => `        ${zshOption(option)} \\\n`).join('');
    return `      ${command.name})\n        _arguments -s \\\n${options}        ${quote(`1:what:${operand}`)} ${quote('*:file:_files')}\n        ;;`;
  });
  return `#compdef memprof
# zsh completion for memprof: memprof completion zsh > "\${fpath[1]}/_memprof"
_memprof() {
  local -a commands
  commands=(
${commands.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
if [ "$funcstack[1]" = "_memprof" ]; then _memprof "$@"; else compdef _memprof memprof; fi
`;
}

function zshOperand({ name, choices }: CommandShape): string {
  if (choices.length > 0) return `(${choices.join(' ')})`;
  if (!TAKES_PROCESS.has(name)) return '_files';
  const processes = `compadd -- \${(f)"$(${NODE_PROCESSES})"}`;
  return name === 'watch' ? `{${processes}; _files}` : `{${processes}}`;
}

function zshOption({ long, description, takesValue, choices }: OptionShape): string {
  const about = description.replace(/[[\]:]/g, ' ');
  const value = takesValue ? `:value:${choices.length > 0 ? `(${choices.join(' ')})` : '_files'}` : '';
  // One that may come again says so nowhere in commander; each may.
  return quote(`*${long}[${about}]${value}`);
}

function fishScript(program: ProgramShape): string {
  const lines = program.commands.flatMap(({ name, description, options, choices }) => {
    const inside = `complete -c memprof -n '__fish_seen_subcommand_from ${name}'`;
    const operand =
      choices.length > 0
        ? [`${inside} -x -a ${quote(choices.join(' '))}`]
        : TAKES_PROCESS.has(name)
          ? [`${inside} -a '(${NODE_PROCESSES})' -d 'Node process'`]
          : [];
    return [
      `complete -c memprof -n __fish_use_subcommand -f -a ${name} -d ${quote(description)}`,
      ...operand,
      ...options.map(({ long, description: about, takesValue, choices: values }) => {
        const value = !takesValue ? '' : values.length > 0 ? ` -x -a ${quote(values.join(' '))}` : ' -r';
        return `${inside} -l ${long.replace(/^--/, '')}${value} -d ${quote(about)}`;
      }),
    ];
  });
  return `# fish completion for memprof: memprof completion fish > ~/.config/fish/completions/memprof.fish\n${lines.join('\n')}\n`;
}

/** In single quotes, for zsh and fish; quotes inside become typographic ones. */
function quote(text: string): string {
  return `'${text.replaceAll("'", '’').replaceAll('\\', '')}'`;
}
