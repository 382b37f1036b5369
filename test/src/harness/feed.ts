import { once } from 'node:events';
import WebSocket from 'ws';

export type Frame = {
  readonly id?: string | number | null;
  readonly method?: string;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: string; readonly message: string };
  readonly channel?: string;
  readonly event?: string;
  readonly data?: { readonly note_id: string; readonly version: number; readonly type: string };
  readonly position?: string;
};

/** A bare websocket client of the feed that keeps every frame it gets. */
export class Feed {
  readonly frames: Frame[] = [];
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.frames.push(JSON.parse(String(data)) as Frame));
  }

  static async open(gatewayUrl: string): Promise<Feed> {
    const socket = new WebSocket(`${gatewayUrl.replace('http', 'ws')}/v1/stream`, 'notes.v1');
    const feed = new Feed(socket);
    await once(socket, 'open');
    return feed;
  }

  send(frame: unknown): void {
    this.#socket.send(JSON.stringify(frame));
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** The note events pushed so far. */
  get events(): readonly Frame[] {
    return this.frames.filter(({ channel, event }) => channel !== undefined && event?.startsWith('$') === false);
  }

  async close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.#socket, 'close');
    this.#socket.close();
    await closed;
  }
}
