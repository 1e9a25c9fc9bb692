import type { FollowSettings, LookOrder } from '../../agent/protocol/follow.ts';
import type { InspectorClient } from '../inspector-client.ts';
import { AGENT_FOLDER } from '../launch.ts';
import { asOwnScript } from '../own-code.ts';
import type { Evaluates } from './worker-threads.ts';

interface Evaluated {
  readonly result: { readonly value?: unknown };
  readonly exceptionDetails?: { readonly exception?: { readonly description?: string } };
}

/**
 * An expression that calls the agent in a thread; it is there since the thread started, or is loaded now.
 *
 * @param module - In `agent/follow/`: what looks at a thread, or what joins one that runs.
 */
export function agentCall(module: 'look' | 'join', method: string): string {
  const file = JSON.stringify(`${AGENT_FOLDER}follow/${module}.cjs`);
  const call = `process.getBuiltinModule('node:module').createRequire(${file})(${file}).${method}`;
  return asOwnScript(call, 'follow/order.js');
}

/** An expression that has the agent in a thread carry out an order. */
export function orderCall(order: LookOrder): string {
  return agentCall('look', `answer(${JSON.stringify(JSON.stringify(order))})`);
}

/**
 * An expression that puts the agent into a thread or process that runs.
 *
 * @param threadPlace - What the files of a thread begin with; null for a process.
 * @param isNew - Whether it came during the recording: then this moment is its start.
 */
export function joinCall(settings: FollowSettings, threadPlace: string | null, isNew: boolean): string {
  const given = [JSON.stringify(settings), threadPlace, isNew].map((value) => JSON.stringify(value));
  return agentCall('join', `join(${given.join(', ')})`);
}

/** An expression for what memory a thread takes, as JSON, with no garbage collection. */
export const MEMORY_CALL = agentCall('look', 'memoryNow()');

/** An expression that takes it out again. */
export const LEAVE_CALL = agentCall('join', 'leave()');

/** The main thread of a process, asked through its own inspector. */
export function mainThreadOf(client: InspectorClient): Evaluates {
  return {
    async evaluate(expression) {
      const request = { expression, returnByValue: true };
      const { result, exceptionDetails } = await client.send<Evaluated>('Runtime.evaluate', request);
      if (exceptionDetails === undefined) return result.value;
      throw new Error(exceptionDetails.exception?.description ?? 'it threw');
    },
  };
}
