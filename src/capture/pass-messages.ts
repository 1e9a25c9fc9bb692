import type { ChildProcess, SendHandle, Serializable } from 'node:child_process';
import { Server } from 'node:net';

/** Our end of a channel to whoever started memprof, as `child_process.fork` makes one. It is meant for the program. */
export type MessageChannelEnd = Pick<NodeJS.Process, 'connected' | 'disconnect' | 'on' | 'send'>;

/** Passes messages on in both directions until one side disconnects. */
export function passMessages(child: ChildProcess, parent: MessageChannelEnd): void {
  parent.on('message', (message, handle) => {
    if (child.connected) child.send(message as Serializable, handle as SendHandle, passed(handle));
  });
  child.on('message', (message, handle) => {
    if (parent.connected) parent.send?.(message, handle, {}, passed(handle));
  });
  parent.on('disconnect', () => {
    if (child.connected) child.disconnect();
  });
  child.on('disconnect', () => {
    if (parent.connected) parent.disconnect();
  });
}

/** What could not be delivered concerns the two of them, who are told by 'disconnect'. */
function passed(handle: unknown): () => void {
  return () => {
    // Sockets move, a server is shared: ours would take connections that are not for us.
    if (handle instanceof Server) handle.close();
  };
}
