import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { eventually } from '@notes/testing';

type SentEvent = { readonly event: string; readonly id: string; readonly data: string };

/** A client of the feed's event stream, on a connection of its own, that keeps all it was sent. */
export class EventSource {
  readonly events: SentEvent[] = [];
  ended = false;
  /** How many it was sent, which say nothing but that the stream lives. */
  comments = 0;
  /** How many blocks it was sent that are no event: some clients take them for empty ones. */
  empty = 0;
  readonly #response: IncomingMessage;
  #text = '';

  private constructor(response: IncomingMessage) {
    this.#response = response;
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => this.#take(chunk));
    response.on('error', () => {});
    response.on('close', () => {
      this.ended = true;
    });
  }

  /** Opens a stream. Throws where it is refused. */
  static async open(url: string, headers: Record<string, string> = {}): Promise<EventSource> {
    const request = get(url, { agent: false, headers: { accept: 'text/event-stream', ...headers } });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    if (response.statusCode !== 200) throw new Error(`refused with ${response.statusCode}`);
    return new EventSource(response);
  }

  get headers(): IncomingMessage['headers'] {
    return this.#response.headers;
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
    this.#response.pause();
  }

  resume(): void {
    this.#response.resume();
  }

  close(): void {
    this.#response.destroy();
  }

  #take(chunk: string): void {
    this.comments += chunk.match(/^:/gm)?.length ?? 0;
    const blocks = (this.#text + chunk).split('\n\n');
    this.#text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]));
      const [event, id, data] = [fields.get('event'), fields.get('id'), fields.get('data')];
      if (event !== undefined && id !== undefined && data !== undefined) this.events.push({ event, id, data });
      else this.empty += 1;
    }
  }
}
