import { describeError, type Readiness, type Resource } from '@notes/service';
import { callService } from './call-service.ts';
import type { Upstream } from './upstream.ts';

const everyMs = 1_000;
const patienceMs = 2_000;

/**
 * Shows in the readiness of the gateway, under the name of each service behind it, whether that one is ready. It makes the gateway not
 * unready: the other service and the feed can be had without it. Checks each once a second.
 */
export function watchServices(services: readonly Upstream[], readiness: Pick<Readiness, 'note'>): Resource {
  const stopping = new AbortController();
  const timers = new Map<string, NodeJS.Timeout>();

  async function look(service: Upstream): Promise<void> {
    const state = await stateOf(service, stopping.signal);
    if (stopping.signal.aborted) return;
    readiness.note(service.name, state);
    timers.set(service.name, setTimeout(() => void look(service), everyMs).unref());
  }

  return {
    name: 'services',
    async start() {
      for (const service of services) {
        readiness.note(service.name, 'not checked yet');
        void look(service);
      }
    },
    async stop() {
      stopping.abort();
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

async function stateOf(service: Upstream, signal: AbortSignal): Promise<string> {
  try {
    const { status } = await callService(
      service,
      { method: 'GET', path: '/readyz' },
      { timeoutMs: patienceMs, signal },
    );
    // Where its probes are on a port of their own, a balancer that knows them decides; what is left to see here is that it answers.
    return status === 200 || status === 404 ? 'ok' : `is not ready: see ${service.origin}/readyz`;
  } catch (error) {
    return describeError(error instanceof Error ? (error.cause ?? error) : error);
  }
}
