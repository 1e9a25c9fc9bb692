import type { Command } from 'commander';

/**
 * Gives a bare `--lines` its scope, `--lines=user`. Commander would take the script behind it for the scope.
 * What stands behind the script is the program's own and is left as it is.
 */
export function withLinesScope(args: readonly string[], commands: readonly Command[]): string[] {
  const command = commands.find((known) => known.name() === args[0]);
  if (command === undefined) return [...args];
  const takesValue = (flag: string): boolean =>
    flag !== '--lines' &&
    command.options.some(({ required, long, short }) => required && (flag === long || flag === short));
  const result = [...args];
  for (let i = 1; i < result.length && result[i]!.startsWith('-'); i++) {
    if (result[i] === '--lines') result[i] = '--lines=user';
    else if (takesValue(result[i]!)) i++;
  }
  return result;
}
