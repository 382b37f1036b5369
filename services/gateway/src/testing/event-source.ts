import { eventually } from '@notes/testing';

export type SentEvent = { readonly event: string; readonly id: string; readonly data: string };

/** A client of the feed's event stream that keeps all it was sent. */
export class EventSource {
  readonly events: SentEvent[] = [];
  readonly comments: string[] = [];
  readonly headers: Headers;
  ended = false;
  #resume: (() => void) | undefined;
  #paused: Promise<void> | undefined;
  readonly #aborting: AbortController;

  private constructor(response: Response, aborting: AbortController) {
    this.headers = response.headers;
    this.#aborting = aborting;
    void this.#read(response)
      .catch(() => {})
      .finally(() => {
        this.ended = true;
      });
  }

  /** Opens a stream. Throws where it is refused. */
  static async open(url: string, headers: Record<string, string> = {}): Promise<EventSource> {
    const aborting = new AbortController();
    const response = await fetch(url, {
      headers: { accept: 'text/event-stream', ...headers },
      signal: aborting.signal,
    });
    if (response.status !== 200) throw new Error(`refused with ${response.status}`);
    return new EventSource(response, aborting);
  }

  get last(): string {
    return this.events.at(-1)?.id ?? '';
  }

  /** Where pushed events stand, oldest first. */
  get positions(): string[] {
    return this.events
      .filter(({ event }) => !event.startsWith('$'))
      .map(({ data }) => (JSON.parse(data) as { position: string }).position);
  }

  caughtUp(): Promise<void> {
    return eventually(() => {
      if (!this.events.some(({ event }) => event === '$caught_up')) throw new Error('not caught up');
    });
  }

  /** Reads nothing until `resume`. */
  pause(): void {
    this.#paused = new Promise((resolve) => {
      this.#resume = resolve;
    });
  }

  resume(): void {
    this.#resume?.();
  }

  close(): void {
    this.#aborting.abort();
  }

  async #read(response: Response): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      await this.#paused;
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) this.#take(block);
    }
  }

  #take(block: string): void {
    if (block.startsWith(':')) this.comments.push(block);
    const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]));
    const [event, id, data] = [fields.get('event'), fields.get('id'), fields.get('data')];
    if (event !== undefined && id !== undefined && data !== undefined) this.events.push({ event, id, data });
  }
}
