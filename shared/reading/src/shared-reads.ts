/**
 * Reads that are the same share an answer: while one is under way, those that come meanwhile wait for the next, which begins when it
 * ends. So there is one at a time of each key, however many ask for it. A read begins after it was asked for, never before, so what it
 * sees is at least that fresh. When it fails, those that have gathered behind it fail with it: they would wait as long for the same.
 *
 * `read` is that of the first who asked; equal keys promise equal reads.
 */
export function createSharedReads<Answer>(): (key: string, read: () => Promise<Answer>) => Promise<Answer> {
  const underWay = new Map<string, Promise<Answer>>();
  const next = new Map<string, Promise<Answer>>();

  function begin(key: string, read: () => Promise<Answer>): Promise<Answer> {
    next.delete(key);
    const answer = read();
    underWay.set(key, answer);
    answer.then(
      () => {
        if (!next.has(key)) underWay.delete(key);
      },
      () => {
        next.delete(key);
        underWay.delete(key);
      },
    );
    return answer;
  }

  return (key, read) => {
    const before = underWay.get(key);
    if (before === undefined) return begin(key, read);
    const waiting = next.get(key);
    if (waiting !== undefined) return waiting;
    const answer = before.then(() => begin(key, read));
    next.set(key, answer);
    return answer;
  };
}
