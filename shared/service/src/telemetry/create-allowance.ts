const secondMs = 1000;

/** Whether one more is allowed: at most `limit` within the second that begins with the first of them. */
export function createAllowance(limit: number, now: () => number = () => performance.now()): () => boolean {
  let began = Number.NEGATIVE_INFINITY;
  let used = 0;
  return () => {
    const time = now();
    if (time - began >= secondMs) {
      began = time;
      used = 0;
    }
    used += 1;
    return used <= limit;
  };
}
