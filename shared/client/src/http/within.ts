import { TimeoutError } from '../errors/notes-error.ts';

type Limits = { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined };

/**
 * Runs something that can be aborted. Rejects with a TimeoutError after `timeoutMs`, and with the signal's reason when that is aborted.
 * AbortSignal.any would do, but each of its signals stays in memory as long as the longest-lived one.
 */
export async function within<T>({ timeoutMs, signal }: Limits, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  const late = new TimeoutError(`There was no answer within ${timeoutMs} ms.`);
  const timer = setTimeout(() => controller.abort(late), timeoutMs);
  try {
    return await run(controller.signal);
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}
