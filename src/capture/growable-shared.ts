import { askInstances } from './live-objects.ts';
import type { Target } from './target.ts';

const SUM = `function () {
  let bytes = 0;
  for (const buffer of this) if (buffer.growable) bytes += buffer.byteLength;
  return bytes;
}`;

/**
 * What growable SharedArrayBuffers of the main thread hold, in bytes; null when it cannot be told. V8 counts them
 * nowhere: not in its figures, and not in a heap snapshot. It costs a full garbage collection.
 */
export async function growableSharedBytes(target: Target): Promise<number | null> {
  const bytes = await askInstances(target, 'SharedArrayBuffer.prototype', SUM);
  return typeof bytes === 'number' ? bytes : null;
}
