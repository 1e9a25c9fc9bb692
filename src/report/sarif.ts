import type { CheckResult, CheckedSuspect } from '../check/result.ts';
import { checkAdviceFor, checkSentenceFor } from './check-words.ts';

/** A check as SARIF 2.1.0: one result a suspect, at the place of its suspect reference. */
export function renderSarif(result: CheckResult, version: string): string {
  const kinds = [...new Set(result.suspects.map(({ kind }) => kind))].toSorted();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'memprof',
            version,
            rules: kinds.map((kind) => ({ id: kind, shortDescription: { text: `Memory leak: ${kind}` } })),
          },
        },
        results: result.suspects.map((suspect) => toSarif(suspect, result.target.file)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function toSarif(suspect: CheckedSuspect, file: string) {
  const { kind, status, fingerprint } = suspect;
  const place = placeOf(suspect, file);
  return {
    ruleId: kind,
    level: status === 'known' ? 'note' : 'error',
    message: { text: `${checkSentenceFor(suspect)} ${checkAdviceFor(suspect)}` },
    partialFingerprints: { 'memprof/v1': fingerprint },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(place.file.replaceAll('\\', '/')) },
          region: { startLine: Math.max(1, place.line), startColumn: Math.max(1, place.column) },
        },
      },
    ],
  };
}

/** Where people should look: the reference, else where the objects are made, else the file that was checked. */
export function placeOf(
  { reference, allocations }: CheckedSuspect,
  file: string,
): { readonly file: string; readonly line: number; readonly column: number } {
  return reference.location ?? allocations[0] ?? { file, line: 1, column: 1 };
}
