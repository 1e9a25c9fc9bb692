import type { BackendName } from '../capture/backends.ts';
import type { Followed } from '../capture/manifest.ts';
import type { HtmlOptions } from './output/html-option.ts';
import type { ReportOptions } from './output/report-options.ts';
import type { Duration } from './parse-values.ts';

/** What to record of a program, and how to report it. */
export interface RunOptions extends ReportOptions, HtmlOptions {
  readonly snapshots: 'labels' | 'none' | 'first-last';
  readonly backend: BackendName;
  readonly every?: Duration;
  readonly signal?: NodeJS.Signals;
  readonly samplingInterval: number;
  readonly exact: boolean;
  readonly keepInlining: boolean;
  readonly lines?: string;
  readonly nodeArg: readonly string[];
  readonly directory: string;
  readonly snapshotMemory?: number;
  readonly follow?: readonly Followed[];
}
