// Damages recorded snapshots in many ways and reads them: each has to end in a clear error or a consistent graph.
// Usage: npx tsx scripts/fuzz-snapshots.ts [variants] [first seed]
import { checkVariant } from '../test/helpers/check-variant.ts';
import { mutated } from '../test/helpers/mutations.ts';
import { recordedNames, recordedText } from '../test/helpers/recorded.ts';

const SLOWEST_ALLOWED_MS = 10_000;

const variants = Number(process.argv[2] ?? 10_000);
const firstSeed = Number(process.argv[3] ?? 1000);
const texts = recordedNames.map((name) => recordedText(name));
const outcomes = { refused: 0, consistent: 0 };
let slowestMs = 0;
for (let seed = firstSeed; seed < firstSeed + variants; seed++) {
  const text = mutated(texts[seed % texts.length]!, seed);
  const start = performance.now();
  try {
    outcomes[checkVariant(text)]++;
  } catch (error) {
    throw new Error(`seed ${seed} of ${recordedNames[seed % texts.length]}`, { cause: error });
  }
  slowestMs = Math.max(slowestMs, performance.now() - start);
  if (slowestMs > SLOWEST_ALLOWED_MS) throw new Error(`seed ${seed} took ${slowestMs} ms`);
}
const peakMiB = process.resourceUsage().maxRSS / 1024;
process.stdout.write(
  `${variants} variants: ${outcomes.refused} refused, ${outcomes.consistent} consistent; ` +
    `slowest ${slowestMs.toFixed(0)} ms, peak ${peakMiB.toFixed(0)} MiB\n`,
);
