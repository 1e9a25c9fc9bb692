import { MemprofError } from '../../base/errors.ts';
import { asOwnScript } from '../own-code.ts';
import { agentExpression } from './agent-expression.ts';
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
  // Its frames are known by the name the agent's have.
  const { result, exceptionDetails } = await target.client.send<Evaluated>('Runtime.evaluate', {
    expression: asOwnScript(agentExpression('guest.cjs'), 'standstill.cjs'),
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
