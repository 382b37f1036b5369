import { Redis } from 'ioredis';

const timeoutMs = 2_000;

/** Resolves when the server answers PING, with the credentials and encryption that the URL asks for. */
export async function probeRedis(url: string): Promise<void> {
  const once = { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 };
  const client = new Redis(url, { ...once, connectTimeout: timeoutMs, commandTimeout: timeoutMs });
  let reason: unknown;
  client.on('error', (error: unknown) => {
    reason = error;
  });
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    throw reason ?? error;
  } finally {
    client.disconnect();
  }
}
