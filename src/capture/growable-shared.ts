import type { Target } from './target.ts';

const GROUP = 'memprof-shared';

const SUM = `function () {
  let bytes = 0;
  for (const buffer of this) if (buffer.growable) bytes += buffer.byteLength;
  return bytes;
}`;

interface Remote {
  readonly objectId?: string;
  readonly value?: unknown;
}

/**
 * What growable SharedArrayBuffers of the main thread hold, in bytes; null when it cannot be told. V8 counts them
 * nowhere: not in its figures, and not in a heap snapshot.
 *
 * It costs a full garbage collection.
 */
export async function growableSharedBytes({ client }: Target): Promise<number | null> {
  try {
    const { result: prototype } = await client.send<{ result: Remote }>('Runtime.evaluate', {
      expression: 'SharedArrayBuffer.prototype',
      objectGroup: GROUP,
    });
    const { objects } = await client.send<{ objects: Remote }>('Runtime.queryObjects', {
      prototypeObjectId: prototype.objectId,
      objectGroup: GROUP,
    });
    const { result: bytes } = await client.send<{ result: Remote }>('Runtime.callFunctionOn', {
      objectId: objects.objectId,
      functionDeclaration: SUM,
      returnByValue: true,
    });
    return typeof bytes.value === 'number' ? bytes.value : null;
  } catch {
    // A runtime without this request has no such figure; a target that is gone is told by the next one.
    return null;
  } finally {
    await client.send('Runtime.releaseObjectGroup', { objectGroup: GROUP }).catch(() => undefined);
  }
}
