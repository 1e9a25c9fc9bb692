import { Chalk, type ChalkInstance } from 'chalk';

/** How a terminal report looks. */
export interface TerminalOptions {
  readonly color: boolean;
  /** Columns to fit in. */
  readonly width: number;
}

/** The colours of a report, by what they mean. */
export interface Style {
  readonly heading: ChalkInstance;
  readonly dim: ChalkInstance;
  readonly grown: ChalkInstance;
  readonly shrunk: ChalkInstance;
  readonly warning: ChalkInstance;
  readonly strong: ChalkInstance;
}

/** Colours when they are wanted, else none; the environment is not asked. */
export function makeStyle(color: boolean): Style {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  return {
    heading: chalk.bold.cyan,
    dim: chalk.dim,
    grown: chalk.red,
    shrunk: chalk.green,
    warning: chalk.yellow,
    strong: chalk.bold,
  };
}
