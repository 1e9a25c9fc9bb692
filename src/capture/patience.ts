/** Waits for work, but not for ever. @returns null when it rejects, or takes longer. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | null> {
  try {
    return await inTime(milliseconds, work, () => new Error('too late'));
  } catch {
    return null;
  }
}

/** Waits for work, but not for ever. @throws what the work throws, or `late()` when it takes longer. */
export async function inTime<T>(milliseconds: number, work: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late()), milliseconds);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
    // Whichever lost must not end memprof.
    work.catch(() => undefined);
  }
}
