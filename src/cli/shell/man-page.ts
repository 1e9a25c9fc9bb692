import type { CommandShape, OptionShape, ProgramShape } from './command-tree.ts';

const EXIT_CODES: readonly (readonly [string, string])[] = [
  ['0', 'nothing to report'],
  ['1', 'a finding, or a broken budget'],
  ['2', 'wrong usage, or it could not be done or decided'],
  ['128 + n', 'ended by signal n'],
];

/** The manual page, memprof(1), in the macros of man(7). */
export function renderManPage({ name, description, version, commands }: ProgramShape): string {
  return [
    `.\\" Made from the command line's own help by scripts/man.mjs`,
    `.TH ${name.toUpperCase()} 1 "" "${name} ${version}" "User Commands"`,
    '.SH NAME',
    `${name} \\- ${escape(description)}`,
    '.SH SYNOPSIS',
    `.B ${name}`,
    '.I command',
    '[\\fIoptions\\fR] [\\fIarguments\\fR]',
    '.SH COMMANDS',
    ...commands.flatMap((command) => commandSection(name, command)),
    '.SH EXIT STATUS',
    `.B ${name} run`,
    'ends with the exit code of the program it ran. The others:',
    ...EXIT_CODES.flatMap(([code, means]) => ['.TP', `.B ${escape(code)}`, escape(means)]),
    '.SH ENVIRONMENT',
    '.TP',
    '.B PRAISONAI_PROFILE_MAX',
    "How many records the profiler's ring buffers, and memprof's memory samples, hold: 10000 by default.",
    '.TP',
    '.BR NO_COLOR ", " FORCE_COLOR',
    'Switch colours off or on.',
    '.SH FILES',
    '.TP',
    '.I .memprof/',
    'Captures: heap snapshots, sampling profiles, and memory over time.',
    '',
  ].join('\n');
}

function commandSection(
  name: string,
  { name: command, operands, description, operandHelp, options }: CommandShape,
): string[] {
  return [
    '.SS',
    `.B ${name} ${escape(command)} ${escape(operands)}`.trimEnd(),
    `${escape(description)}.`,
    ...operandHelp
      .filter(({ description: about }) => about !== '')
      .flatMap(({ name: operand, description: about }) => ['.TP', `.I ${escape(operand)}`, escape(about)]),
    ...options.flatMap(optionLines),
  ];
}

function optionLines({ flags, description, choices, defaultText }: OptionShape): string[] {
  const values = choices.length > 0 ? ` (${choices.join(', ')})` : '';
  const standard = defaultText === null ? '' : ` [default: ${defaultText}]`;
  return ['.TP', `.B ${escape(flags)}`, escape(`${description}${values}${standard}`)];
}

/** roff reads backslashes, hyphens, and a dot or quote that begins a line. */
function escape(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(['.])/, '\\&$1');
}
