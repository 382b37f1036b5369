import { setTimeout as wait } from 'node:timers/promises';
import type { Hearing } from './hearing.ts';

const again = 300;

type Push = { readonly data: { readonly note_id: string; readonly version: number } };

/**
 * Follows all notes over server-sent events, as a browser does: when the stream ends it is opened anew, with the id of the last event.
 * `troubles`: answers other than 200, and streams that did not end but broke.
 */
export class EventStreamFollower {
  readonly troubles: string[] = [];
  readonly ready: Promise<void>;
  readonly #url: string;
  readonly #hearing: Hearing;
  readonly #leaving = new AbortController();
  #lastId: string | undefined;
  #begin = (): void => {};

  constructor(url: string, hearing: Hearing) {
    this.#url = url;
    this.#hearing = hearing;
    this.ready = new Promise((resolve) => {
      this.#begin = resolve;
    });
    void this.#follow();
  }

  close(): void {
    this.#leaving.abort();
  }

  async #follow(): Promise<void> {
    const { signal } = this.#leaving;
    while (!signal.aborted) {
      try {
        await this.#readOne(signal);
      } catch (error) {
        const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
        if (!signal.aborted) this.troubles.push(`event stream: ${cause}`);
      }
      await wait(again, undefined, { signal }).catch(() => {});
    }
  }

  async #readOne(signal: AbortSignal): Promise<void> {
    const last = this.#lastId === undefined ? {} : { 'last-event-id': this.#lastId };
    const headers = { accept: 'text/event-stream', ...last };
    const response = await fetch(`${this.#url}/v1/feed?channel=notes`, { headers, signal });
    if (response.status !== 200 || response.body === null) {
      this.troubles.push(`event stream: ${response.status}`);
      return;
    }
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body) {
      const blocks = (text + decoder.decode(chunk, { stream: true })).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) this.#take(block);
    }
  }

  #take(block: string): void {
    const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]));
    const [event, id, data] = [fields.get('event'), fields.get('id'), fields.get('data')];
    if (event !== undefined && !event.startsWith('$') && data !== undefined) {
      const push = JSON.parse(data) as Push;
      this.#hearing.hear(push.data.note_id, push.data.version);
    }
    if (id === undefined) return;
    this.#lastId = id;
    this.#begin();
  }
}
