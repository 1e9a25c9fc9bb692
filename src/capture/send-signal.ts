/** A process that gets one of these stops until it is told to go on. */
const STOPPING = new Set(['SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU']);

/**
 * Sends a signal that a target wants to send itself, or its group (`pid` 0, which is ours, too). memprof stops with it: a
 * shell sees memprof alone, and has the terminal back when that stops.
 */
export function sendSignal(pid: number, signal: string): void {
  try {
    process.kill(pid, signal);
    if (pid !== 0 && STOPPING.has(signal)) process.kill(process.pid, signal);
  } catch {
    // It is gone already.
  }
}
