import { once } from 'node:events';
import { eventually } from '@notes/testing';
import WebSocket from 'ws';
import type { Frame } from './feed.ts';

/** A bare websocket client of the gateway that calls methods. */
export class Socket {
  readonly frames: Frame[] = [];
  readonly #socket: WebSocket;
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.frames.push(JSON.parse(String(data)) as Frame));
  }

  static async open(gatewayUrl: string, token: string): Promise<Socket> {
    const protocols = ['notes.v1', `bearer.${token}`];
    const socket = new WebSocket(`${gatewayUrl.replace('http', 'ws')}/v1/stream`, protocols);
    const opened = new Socket(socket);
    await once(socket, 'open');
    return opened;
  }

  /** Calls a method and gives the frame that answers. */
  async call(method: string, payload: object = {}): Promise<Frame> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#socket.send(JSON.stringify({ id, method, payload }));
    return eventually(
      () => {
        const answer = this.frames.find((frame) => frame.id === id);
        if (answer === undefined) throw new Error(`${method} has not been answered`);
        return answer;
      },
      { timeoutMs: 15_000 },
    );
  }

  /** The names of the events pushed on a channel. */
  eventsOn(name: string): (string | undefined)[] {
    return this.frames.filter(({ channel }) => channel === name).map(({ event }) => event);
  }

  close(): void {
    this.#socket.terminate();
  }
}
