import { readFileSync } from 'node:fs';
import { MemprofError } from '../../base/errors.ts';
import { AGENT_FOLDER } from '../launch.ts';
import type { Target } from '../target.ts';

interface Evaluated {
  readonly result: { readonly objectId?: string };
  readonly exceptionDetails?: { readonly exception?: { readonly description?: string } };
}

/**
 * Puts `agent/guest` into a program and takes hold of it.
 *
 * @param where - The program, for messages.
 * @throws MemprofError `TARGET_FAILED` when the program does not let it in.
 */
export async function enterGuest(target: Target, where: string): Promise<void> {
  const { result, exceptionDetails } = await target.client.send<Evaluated>('Runtime.evaluate', {
    expression: guestExpression(),
    includeCommandLineAPI: true,
    objectGroup: 'memprof',
    silent: true,
  });
  if (result.objectId === undefined) {
    const reason = exceptionDetails?.exception?.description?.split('\n')[0] ?? 'no reason given';
    throw new MemprofError('TARGET_FAILED', `${where} cannot be measured: ${reason}.`);
  }
  target.takeHold(result.objectId);
}

/** The guest's text as an expression; its frames are known by the name the agent's have. */
function guestExpression(): string {
  const text = readFileSync(`${AGENT_FOLDER}guest.cjs`, 'utf8');
  return `((require, module) => { ${text}
return module.exports; })(process.getBuiltinModule ?? require, { exports: {} })
//# sourceURL=${AGENT_FOLDER}standstill.cjs`;
}
