import { setTimeout as wait } from 'node:timers/promises';
import { Feed } from '../../harness/feed.ts';
import { call } from '../../harness/http.ts';
import type { ServiceName, ServiceProcess } from '../../harness/service-process.ts';

const everyMs = 100;
const patienceMs = 3_000;

/** Ten writes and reads a second, half of the writes past the gateway, and somebody who follows; whatever fails is nothing to it. */
export function startSteadyWrites(services: Record<ServiceName, ServiceProcess>): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  let n = 0;

  async function write(): Promise<void> {
    const through = n++ % 2 === 0 ? services.gateway.url : services.command.url;
    const options = { body: { title: `Note ${n}` }, signal: AbortSignal.timeout(patienceMs) };
    const posted = await call('POST', `${through}/v1/notes`, options);
    const id = String(posted.body['id']);
    await call('GET', `${services.gateway.url}/v1/notes/${id}`, { signal: AbortSignal.timeout(patienceMs) });
  }

  async function writeOn(): Promise<void> {
    while (!signal.aborted) {
      void write().catch(() => undefined);
      await wait(everyMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async function follow(): Promise<void> {
    while (!signal.aborted) {
      const feed = await Feed.open(services.gateway.url).catch(() => undefined);
      feed?.send({ id: 1, method: 'subscribe', payload: { channel: 'notes' } });
      while (feed?.isOpen === true && !signal.aborted) await wait(500, undefined, { signal }).catch(() => undefined);
      await feed?.close().catch(() => undefined);
      await wait(500, undefined, { signal }).catch(() => undefined);
    }
  }

  const running = Promise.all([writeOn(), follow()]);
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
