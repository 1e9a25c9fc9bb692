import type { Target } from './target.ts';

const GROUP = 'memprof-live';

interface Remote {
  readonly objectId?: string;
  readonly value?: unknown;
}

/**
 * Asks all live objects of the main thread that have a prototype. It costs a full garbage collection.
 *
 * @param prototype - An expression for it.
 * @param question - A function's source; `this` is an array of the objects, and the result must survive JSON.
 * @returns null when nothing can be asked.
 */
export async function askInstances(
  { client }: Target,
  prototype: string,
  question: string,
): Promise<unknown> {
  try {
    const { result } = await client.send<{ result: Remote }>('Runtime.evaluate', {
      expression: prototype,
      objectGroup: GROUP,
    });
    const { objects } = await client.send<{ objects: Remote }>('Runtime.queryObjects', {
      prototypeObjectId: result.objectId,
      objectGroup: GROUP,
    });
    const answer = await client.send<{ result: Remote }>('Runtime.callFunctionOn', {
      objectId: objects.objectId,
      functionDeclaration: question,
      returnByValue: true,
    });
    return answer.result.value ?? null;
  } catch {
    // A runtime without this request cannot tell; a target that is gone is told by whatever comes next.
    return null;
  } finally {
    await client.send('Runtime.releaseObjectGroup', { objectGroup: GROUP }).catch(() => undefined);
  }
}
