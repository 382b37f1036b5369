import { once } from 'node:events';
import { parsePosition } from '@notes/kernel';
import { eventually } from '@notes/testing';
import { type ClientOptions, WebSocket } from 'ws';

export type Push = {
  readonly channel: string;
  readonly event: string;
  readonly data: { readonly note_id?: string };
  readonly position: string;
};
export type Answer = {
  readonly id: unknown;
  readonly method?: string;
  readonly result?: Record<string, unknown>;
  readonly position?: string;
  readonly error?: { readonly code: string; readonly temporary?: boolean; readonly errors?: readonly object[] };
};

/** A client of the feed that keeps all it was sent. */
export class StreamClient {
  readonly socket: WebSocket;
  /** Everything, in the order of its coming. */
  readonly frames: (Push | Answer)[] = [];
  #nextId = 1;

  constructor(url: string, protocols: string[] = ['notes.v1'], options: ClientOptions = {}) {
    this.socket = new WebSocket(`${url}/v1/stream`, protocols, options);
    this.socket.on('message', (data) => void this.frames.push(JSON.parse(data.toString())));
    this.socket.on('error', () => {});
  }

  get pushes(): Push[] {
    return this.frames.filter((frame): frame is Push => 'channel' in frame);
  }

  /** Where pushed events stand, oldest first. */
  positions(channel = 'notes'): string[] {
    return this.pushes
      .filter((push) => push.channel === channel && !push.event.startsWith('$'))
      .map((push) => push.position);
  }

  /** The position that covers all that came, to come back with. */
  get reached(): string {
    const offsets = new Map<number, number>();
    let epoch = '';
    for (const { position } of this.frames) {
      const read = position === undefined ? undefined : parsePosition(position);
      epoch = read?.epoch ?? epoch;
      for (const [partition, offset] of read?.offsets ?? [])
        offsets.set(partition, Math.max(offset, offsets.get(partition) ?? 0));
    }
    return `${epoch}:${[...offsets].map((pair) => pair.join('-')).join('.')}`;
  }

  async call(method: string, payload?: object): Promise<Answer> {
    const id = this.#nextId;
    this.#nextId += 1;
    return this.send({ id, method, payload }, id);
  }

  /** Sends a frame as it is, and gives the answer with this id. */
  async send(frame: unknown, id: unknown): Promise<Answer> {
    const from = this.frames.length;
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
    return eventually(() => {
      const answer = this.frames.slice(from).find((one): one is Answer => 'id' in one && one.id === id);
      if (answer === undefined) throw new Error('no answer');
      return answer;
    });
  }

  /** The status with which the upgrade is refused. */
  refusal(): Promise<number | undefined> {
    return new Promise((resolve) =>
      this.socket.on('unexpected-response', (_request, response) => resolve(response.statusCode)),
    );
  }

  async closed(): Promise<number> {
    const [code] = (await once(this.socket, 'close')) as [number];
    return code;
  }

  close(): void {
    this.socket.terminate();
  }
}
