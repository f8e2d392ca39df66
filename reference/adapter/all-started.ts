/**
 * What several starts come to. Rejects with the first failure, but not before each has come to its end: those that did start are
 * known by then, and can be stopped.
 */
export async function allStarted<Value>(starts: readonly Promise<Value>[]): Promise<readonly Value[]> {
  const ended = await Promise.allSettled(starts);
  return ended.map((start) => {
    if (start.status === 'rejected') throw start.reason;
    return start.value;
  });
}
