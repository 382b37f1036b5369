import type { FeedEvent } from '@notes/client';

const isWrite = /^(?:POST|PUT|PATCH|DELETE) /;
/** Those that came to no event are forgotten with the next ones. */
const mostOpen = 100;

type Sent = { readonly what: string; readonly atMs: number };

/**
 * Traces of this page's writes. Each request of a write begins one that is to be kept, and is measured from there until the views show
 * its event: as an entry of the browser's performance timeline that names the trace.
 */
export class WriteTraces {
  readonly #sent = new Map<string, Sent>();

  /** The traceparent of a request; undefined if it is no write. `what`: its method and path. */
  readonly begin = (what: string): string | undefined => {
    if (!isWrite.test(what)) return undefined;
    const traceId = randomHex(16);
    this.#sent.set(traceId, { what, atMs: performance.now() });
    const [oldest] = this.#sent.keys();
    if (this.#sent.size > mostOpen && oldest !== undefined) this.#sent.delete(oldest);
    return `00-${traceId}-${randomHex(8)}-01`;
  };

  /** The views have applied these events. */
  readonly seen = (events: readonly FeedEvent[]): void => {
    for (const { traceparent } of events) {
      const traceId = traceparent?.split('-')[1] ?? '';
      const sent = this.#sent.get(traceId);
      if (sent === undefined) continue;
      this.#sent.delete(traceId);
      performance.measure(`notes: ${sent.what}`, { start: sent.atMs, detail: { traceId } });
    }
  };
}

const randomHex = (bytes: number): string =>
  [...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
