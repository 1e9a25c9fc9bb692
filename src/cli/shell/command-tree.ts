import type { Command } from 'commander';

/** An option as help shows it. */
export interface OptionShape {
  /** `--snapshots <when>` */
  readonly flags: string;
  /** `--snapshots` */
  readonly long: string;
  /** `-V` */
  readonly short: string | null;
  readonly description: string;
  readonly takesValue: boolean;
  /** What it may be; empty for anything. */
  readonly choices: readonly string[];
  readonly defaultText: string | null;
}

/** A command as help shows it. */
export interface CommandShape {
  readonly name: string;
  readonly description: string;
  /** `<script> [arguments...]` */
  readonly operands: string;
  readonly operandHelp: readonly { readonly name: string; readonly description: string }[];
  /** What its first operand may be; empty for anything. */
  readonly choices: readonly string[];
  readonly options: readonly OptionShape[];
}

/** memprof as help shows it: what completions and the manual are made of. */
export interface ProgramShape {
  readonly name: string;
  readonly description: string;
  readonly version: string;
  readonly commands: readonly CommandShape[];
}

/** Options that take several of a few words, by commas: what people give. */
const LISTS = new Map([['--follow', ['workers', 'children', 'workers,children']]]);

/** Reads the commands off the program, so that nothing is written down twice. */
export function shapeOf(program: Command): ProgramShape {
  return {
    name: program.name(),
    description: program.description(),
    version: program.version() ?? '',
    commands: program
      .createHelp()
      .visibleCommands(program)
      .filter((command) => command.name() !== 'help')
      .map(commandShape),
  };
}

function commandShape(command: Command): CommandShape {
  const operands = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return {
    name: command.name(),
    description: command.description(),
    operands: operands.join(' '),
    operandHelp: command.registeredArguments.map((argument, i) => ({
      name: operands[i]!,
      description: argument.description,
    })),
    choices: command.registeredArguments[0]?.argChoices ?? [],
    options: command.options.map((option) => ({
      flags: option.flags,
      long: option.long ?? option.flags,
      short: option.short ?? null,
      description: option.description,
      takesValue: option.required || option.optional,
      choices: option.argChoices ?? LISTS.get(option.long ?? '') ?? [],
      defaultText: defaultOf(option.defaultValue, option.defaultValueDescription),
    })),
  };
}

function defaultOf(value: unknown, description: string | undefined): string | null {
  if (description !== undefined) return description;
  return typeof value === 'string' ? value : null;
}
