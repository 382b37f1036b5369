import { describeError, type Readiness, type Resource } from '@notes/service';

type Service = { readonly name: string; readonly url: URL };

const everyMs = 1_000;
const patienceMs = 2_000;

/**
 * Shows in the readiness of the gateway, under the name of each service behind it, whether that one is ready. It makes the gateway not
 * unready: the other service and the feed can be had without it. Asks each once a second.
 */
export function watchServices(services: readonly Service[], readiness: Pick<Readiness, 'note'>): Resource {
  const stopping = new AbortController();
  const timers = new Map<string, NodeJS.Timeout>();

  async function look(service: Service): Promise<void> {
    const state = await stateOf(service.url, stopping.signal);
    if (stopping.signal.aborted) return;
    readiness.note(service.name, state);
    timers.set(service.name, setTimeout(() => void look(service), everyMs).unref());
  }

  return {
    name: 'services',
    async start() {
      for (const service of services) {
        readiness.note(service.name, 'not asked yet');
        void look(service);
      }
    },
    async stop() {
      stopping.abort();
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

async function stateOf(url: URL, stopping: AbortSignal): Promise<string> {
  try {
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(patienceMs)]);
    const response = await fetch(new URL('/readyz', url), { signal });
    // Read to its end, so that the connection can be used again.
    await response.text();
    return response.ok ? 'ok' : `is not ready: see ${url.origin}/readyz`;
  } catch (error) {
    return describeError(error instanceof Error ? (error.cause ?? error) : error);
  }
}
