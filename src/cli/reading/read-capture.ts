import path from 'node:path';
import { CensusSeries } from '../../analysis/census-series.ts';
import type { ConstructorCensus } from '../../analysis/constructor-census.ts';
import type { LabelData } from '../../analysis/compare-labels.ts';
import type { LabelRecord } from '../../capture/labels.ts';
import type { OpenCapture } from '../../capture/open-capture.ts';
import { readCaptureFile } from '../../capture/read-capture-file.ts';
import { parseHeapProfile } from '../../format/heapprofile/read.ts';
import { readSnapshotTables } from '../../format/heapsnapshot/open.ts';
import { profileFromSamples } from '../../allocations/sampled.ts';
import { type SnapshotAnalysis, analyzeSnapshot } from './label-analysis.ts';
import type { Progress } from '../progress.ts';

/**
 * Reads what the labels of a capture left behind, one snapshot after the other.
 *
 * @param previous - What was read before of the same process: plain objects keep the names they had there.
 * @throws MemprofError `BAD_FILE`.
 */
export async function readLabels(
  { directory, manifest }: OpenCapture,
  labels: readonly LabelRecord[],
  progress: Progress,
  previous: ConstructorCensus | null = null,
): Promise<LabelData[]> {
  const data: LabelData[] = [];
  const series = new CensusSeries();
  let last: SnapshotAnalysis | null = null;
  for (const [i, { name, givenName, snapshot, profile }] of labels.entries()) {
    progress.show(`reading ${name}`, i / labels.length);
    let current: SnapshotAnalysis | null = null;
    if (snapshot !== null) {
      const tables = await readSnapshotTables(path.join(directory, snapshot));
      current = analyzeSnapshot(tables, last?.census ?? previous);
      last = current;
    }
    const allocations =
      profile === null
        ? (current?.tracked ?? null)
        : profileFromSamples(
            parseHeapProfile(readCaptureFile(path.join(directory, profile)), profile),
            manifest.settings.samplingIntervalBytes,
          );
    const census = current?.census ?? null;
    series.add(givenName, census);
    data.push({ allocations, census });
  }
  progress.clear();
  return data;
}
