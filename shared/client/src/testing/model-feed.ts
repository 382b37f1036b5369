import { parseGlob } from '@notes/contracts/glob';
import { formatPosition, type Position, parsePosition } from '@notes/kernel/position';
import { type Channel, type ChannelEffect, type ChannelInput, newChannel, type Push } from '../feed/core/channel.ts';
import { stepChannel } from '../feed/core/step-channel.ts';

const epoch = 'k3f9a2c1';
const partitions = 2;

type Logged = { readonly event: string; readonly partition: number; readonly offset: number };
type Request = { readonly do: string; readonly pattern: string; readonly since?: Position | undefined };
type OnServer = {
  readonly pattern: string;
  cursor: number;
  readonly since: ReadonlyMap<number, number>;
  caughtUp: boolean;
};
type Seen = {
  readonly pattern: string;
  since: Position | undefined;
  begun: Position | undefined;
  readonly got: Push[];
  refused: boolean;
};

/**
 * One channel between a client and a service, with everything that is under way on the connection. Each method is a step of either side or
 * of the world; in whatever order they come, members must get everything once.
 */
export class ModelFeed {
  readonly log: Logged[] = [];
  readonly members = new Map<number, Seen>();
  readonly #offsets = Array.from({ length: partitions }, () => 0);
  channel: Channel = newChannel('notes', false);
  #isUp = false;
  #toServer: Request[] = [];
  #toClient: ChannelInput[] = [];
  #onServer: OnServer | undefined;
  #nextId = 1;

  append(partition: number, event: string): void {
    const offset = (this.#offsets[partition] ?? 0) + 1 + (this.log.length % 2);
    this.#offsets[partition] = offset;
    this.log.push({ event, partition, offset });
  }

  join(pattern: string, sinceEvent: number | undefined): void {
    const since = sinceEvent === undefined ? undefined : this.#after(sinceEvent % (this.log.length + 1));
    const id = this.#nextId;
    this.#nextId += 1;
    this.members.set(id, { pattern, since, begun: undefined, got: [], refused: false });
    this.#client({ type: 'join', id, pattern, since });
  }

  leave(nth: number): void {
    const id = [...this.members.keys()][nth % Math.max(1, this.members.size)];
    if (id === undefined) return;
    this.members.delete(id);
    this.#client({ type: 'leave', id });
  }

  connect(): void {
    if (this.#isUp) return;
    this.#isUp = true;
    this.#client({ type: 'up' });
  }

  disconnect(): void {
    if (!this.#isUp) return;
    this.#isUp = false;
    [this.#toServer, this.#toClient, this.#onServer] = [[], [], undefined];
    this.#client({ type: 'down' });
  }

  retry(): void {
    this.#client({ type: 'retry' });
  }

  /** The service takes up the next call. `isBusy`: it refuses for the moment. */
  serve(isBusy: boolean): void {
    const request = this.#toServer.shift();
    if (request === undefined) return;
    if (request.do === 'unsubscribe') {
      this.#onServer = undefined;
      return;
    }
    if (this.#onServer !== undefined) throw new Error('subscribed twice: a second pattern would miss what went by');
    if (isBusy) {
      this.#toClient.push({ type: 'refused', error: new Error('busy'), temporary: true });
      return;
    }
    const { pattern, since } = request;
    const end = this.#after(this.log.length);
    this.#onServer = { pattern, cursor: 0, since: (since ?? end).offsets, caughtUp: since === undefined };
    if (since === undefined) this.#onServer.cursor = this.log.length;
    this.#toClient.push({ type: 'subscribed', position: since ?? end });
  }

  /** The service sends the next event, if there is one, or says that there is none. */
  pump(): void {
    const on = this.#onServer;
    if (on === undefined) return;
    const logged = this.log[on.cursor];
    if (logged === undefined) {
      if (!on.caughtUp) this.#push('$caught_up', formatPosition(this.#after(on.cursor)));
      on.caughtUp = true;
      return;
    }
    on.cursor += 1;
    const { event, partition, offset } = logged;
    if (offset <= (on.since.get(partition) ?? -1) || !parseGlob(on.pattern).matches(event)) return;
    this.#push(event, `${epoch}:${partition}-${offset}`);
  }

  /** The service says that it has fallen behind, or how far it has got. */
  remark(event: '$behind' | '$position'): void {
    const on = this.#onServer;
    if (on === undefined) return;
    if (event === '$behind') on.caughtUp = false;
    // All that lies before the cursor has been sent; what `since` covers beyond it needs no sending.
    this.#push(event, formatPosition(this.#after(on.cursor)));
  }

  receive(): void {
    const input = this.#toClient.shift();
    if (input !== undefined) this.#client(input);
  }

  settle(): void {
    this.connect();
    for (let round = 0; round < 500; round += 1) {
      this.retry();
      this.serve(false);
      this.pump();
      this.receive();
      this.receive();
    }
  }

  /** What a member is due: everything after where it began. */
  due({ pattern, begun }: Seen): string[] {
    if (begun === undefined) return [];
    return this.log
      .filter(({ partition, offset }) => offset > (begun.offsets.get(partition) ?? -1))
      .filter(({ event }) => parseGlob(pattern).matches(event))
      .map(({ partition, offset }) => `${epoch}:${partition}-${offset}`);
  }

  #push(event: string, position: string): void {
    this.#toClient.push({ type: 'push', event, data: {}, position });
  }

  /** The position of whoever has had the first so many events. */
  #after(count: number): Position {
    const offsets = new Map(Array.from({ length: partitions }, (_, partition) => [partition, 0]));
    for (const { partition, offset } of this.log.slice(0, count)) offsets.set(partition, offset);
    return { epoch, offsets };
  }

  #client(input: ChannelInput): void {
    const { channel, effects } = stepChannel(this.channel, input);
    this.channel = channel;
    for (const effect of effects) this.#do(effect);
  }

  #do(effect: ChannelEffect): void {
    switch (effect.do) {
      case 'subscribe':
      case 'unsubscribe':
        this.#toServer.push(effect);
        break;
      case 'begin': {
        const member = this.members.get(effect.id);
        if (member !== undefined) member.begun ??= effect.position;
        break;
      }
      case 'deliver':
        for (const id of effect.ids)
          if (!effect.push.event.startsWith('$')) this.members.get(id)?.got.push(effect.push);
        break;
      case 'lose':
      case 'refuse':
        throw new Error(`${effect.do}: nothing here is a reason for that`);
    }
  }
}

/** Positions, those of each partition by themselves: order between partitions is nobody's promise. */
export const byPartition = (positions: readonly (string | undefined)[]): string[][] =>
  Array.from({ length: partitions }, (_, partition) =>
    positions.flatMap((token) => (token !== undefined && parsePosition(token)?.offsets.has(partition) ? [token] : [])),
  );
