import { setTimeout as wait } from 'node:timers/promises';
import type { ServiceProcess } from '../harness/service-process.ts';

const everyMs = 50;

/** Asks services all the time whether they are ready. `since` returns every answer that they are not, since it was called last. */
export function watchReadiness(services: readonly ServiceProcess[]): { since(): readonly string[]; stop(): void } {
  let found: string[] = [];
  let stopped = false;

  async function watch(service: ServiceProcess): Promise<void> {
    for (; !stopped; await wait(everyMs)) {
      const response = await fetch(`${service.url}/readyz`).catch((error: unknown) => error);
      if (response instanceof Response && response.ok) continue;
      const why = response instanceof Response ? await response.text() : String(response);
      if (!stopped) found.push(`${service.name} ${service.port} is not ready: ${why}`);
    }
  }

  for (const service of services) void watch(service);
  return {
    since() {
      const before = found;
      found = [];
      return before;
    },
    stop() {
      stopped = true;
    },
  };
}
