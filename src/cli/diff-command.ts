import { Command } from 'commander';
import type { Io } from './io.ts';

export function diffCommand(_io: Io): Command {
  return new Command('diff');
}
