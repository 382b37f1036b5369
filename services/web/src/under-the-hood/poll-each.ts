export type PollListener<T> = { onAnswer(answer: T): void; onError(error: unknown): void };

/**
 * Asks at once, and again `everyMs` after each answer or failure; never twice at the same time, and not while the page is hidden. Returns
 * how to stop: after that nothing is told any more.
 */
export function pollEach<T>(
  everyMs: number,
  ask: (signal: AbortSignal) => Promise<T>,
  { onAnswer, onError }: PollListener<T>,
): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  let timer: ReturnType<typeof setTimeout>;
  const poll = async (): Promise<void> => {
    if (globalThis.document?.visibilityState !== 'hidden')
      try {
        const answer = await ask(signal);
        if (!signal.aborted) onAnswer(answer);
      } catch (error) {
        if (!signal.aborted) onError(error);
      }
    if (!signal.aborted) timer = setTimeout(poll, everyMs);
  };
  void poll();
  signal.addEventListener('abort', () => clearTimeout(timer));
  return () => stopping.abort();
}
