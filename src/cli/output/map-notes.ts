import type { RunResult } from '../../analysis/results.ts';
import { packageOf } from '../../sourcemap/packages.ts';
import type { SourceMapFailureReason } from '../../sourcemap/parse-map.ts';
import { displayPath, pathOf } from '../../sourcemap/paths.ts';
import type { SourceMapFailure } from '../../sourcemap/source-maps.ts';

const WORDS: Record<SourceMapFailureReason, string> = {
  missing: 'is not there',
  'too-large': 'is too large',
  damaged: 'is damaged',
  'unsupported-url': 'is no file',
  lying: 'names lines its source does not have',
};

const MOST_NOTES = 3;

/** Why rows of the program's own files are in compiled code; packages often come without their maps. */
export function mapNotes(failures: readonly SourceMapFailure[], cwd: string): RunResult['notes'] {
  const own = failures.filter(({ url }) => packageOf(pathOf(url)) === undefined);
  const notes = own.slice(0, MOST_NOTES).map(({ url, reason }) => ({
    kind: 'note' as const,
    text: `${displayPath(url, cwd)}: its source map ${WORDS[reason]}, so its rows are lines of the compiled code`,
  }));
  const left = own.length - notes.length;
  return left === 0
    ? notes
    : [...notes, { kind: 'note', text: `the same holds for the source maps of ${left} more files` }];
}
