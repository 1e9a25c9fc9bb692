import type { BufferResult } from '../../analysis/results.ts';
import { buffersSection } from './buffers-section.ts';
import { type TerminalOptions, makeStyle } from './style.ts';

/** The ring buffers alone, for a terminal. */
export function renderBuffers(buffers: readonly BufferResult[], { color, width }: TerminalOptions): string {
  return buffersSection(buffers, width, makeStyle(color));
}
