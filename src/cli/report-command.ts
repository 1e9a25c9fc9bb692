import { Command } from 'commander';
import type { Io } from './io.ts';

export function reportCommand(_io: Io): Command {
  return new Command('report');
}
