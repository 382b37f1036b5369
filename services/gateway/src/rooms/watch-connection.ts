import type { Redis } from '@notes/service';

const everyMs = 5_000;
const timeoutMs = 2_000;

/**
 * Asks now and then whether a connection that only listens is still there, and has it made anew if not: one that is half open
 * would be silent for hours. Gives what ends it.
 */
export function watchConnection(redis: Redis): () => void {
  let asking = false;

  async function ask(): Promise<void> {
    asking = true;
    const timeout = setTimeout(() => redis.disconnect(true), timeoutMs);
    await redis.ping().catch(() => {});
    clearTimeout(timeout);
    asking = false;
  }

  const timer = setInterval(() => {
    if (!asking && redis.status === 'ready') void ask();
  }, everyMs).unref();
  return () => clearInterval(timer);
}
