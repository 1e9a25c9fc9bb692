// How a thread of the agent's ends that had a session with the main thread's inspector.
import workerThreads = require('node:worker_threads');

/** The main thread's answer. */
const END = 'end';

/**
 * Asks the main thread whether this one may end; to be called once the session is disconnected.
 *
 * The main thread takes the session down when it comes to it, and tells this thread's inspector: if that is just being
 * destroyed, Node aborts (`shared_from_this()` in `MainThreadInterface::Post`, Node 20 to 26). V8 serves the inspector
 * before it runs JavaScript, so a main thread that answers has done so.
 *
 * @param then - Called when this thread may end; never, where the main thread never comes to it.
 */
function askToEnd(then: () => void): void {
  const { parentPort } = workerThreads;
  const answered = (message: unknown): void => {
    if (message !== END) return;
    parentPort?.off('message', answered);
    then();
  };
  parentPort?.on('message', answered);
  parentPort?.postMessage('disconnected');
}

export = { END, askToEnd };
