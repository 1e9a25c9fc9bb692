import { Argument, Command } from 'commander';
import { shapeOf } from './shell/command-tree.ts';
import { SHELLS, type Shell, completionScript } from './shell/completion-script.ts';
import type { Io } from './io.ts';

/** `memprof completion <shell>` */
export function completionCommand(io: Io): Command {
  const command = new Command('completion')
    .description("Print a shell's completion script for memprof")
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText(
      'after',
      `
  bash   eval "$(memprof completion bash)"
  zsh    memprof completion zsh > "\${fpath[1]}/_memprof"
  fish   memprof completion fish > ~/.config/fish/completions/memprof.fish`,
    );
  return command.action((shell: Shell) => {
    const program = command.parent ?? command;
    io.stdout.write(completionScript(shell, shapeOf(program)));
  });
}
