import { formatPosition, type Position, parsePosition } from '@notes/kernel/position';
import { type NotesError, TimeoutError } from '../errors/notes-error.ts';
import { ProblemError } from '../errors/problem-errors.ts';
import { backoffMs } from '../http/retry-pause.ts';
import { Calls, type RpcOptions } from './calls.ts';
import { codes } from './close-codes.ts';
import { Connection, type ConnectionConfig } from './connection.ts';
import { type Channel, type ChannelEffect, type ChannelInput, newChannel } from './core/channel.ts';
import { stepChannel } from './core/step-channel.ts';
import type { FeedStatus, SubscribeOptions } from './feed-api.ts';
import { closedError, feedStatus } from './feed-status.ts';
import { readFrame } from './read-frame.ts';
import { Subscription } from './subscription.ts';
import { TokenRenewal } from './token-renewal.ts';

type Subscribed = { readonly recovered?: boolean; readonly reason?: string; readonly position?: string };

const refusalRange = { firstMs: 500, longestMs: 20_000 };

/** Brings together the connection, the calls over it, the channels and those who are subscribed to them. */
export class FeedHub {
  readonly #connection: Connection;
  readonly #calls: Calls;
  readonly #renewal: TokenRenewal;
  readonly #channels = new Map<string, Channel>();
  readonly #subscriptions = new Map<number, Subscription>();
  readonly #listeners = new Set<(status: FeedStatus) => void>();
  readonly #onPosition: (position: string) => void;
  readonly #paused = new Map<number, Position>();
  #callsUnderWay = 0;
  #nextId = 1;
  #told = '';

  /** `onPosition`: told of every position that comes. */
  constructor(config: ConnectionConfig, onPosition: (position: string) => void) {
    this.#onPosition = onPosition;
    this.#connection = new Connection(config, {
      onUp: (token) => this.#onUp(token),
      onDown: (code) => this.#onDown(code),
      onText: (text) => this.#onText(text),
      onPing: () => void this.#calls.call('ping', {}).catch(() => {}),
      onLink: ({ phase, code }) => {
        if (phase === 'closed') this.#endAll(code);
        this.#tell();
      },
    });
    this.#calls = new Calls(
      (text) => this.#connection.send(text),
      (count) => {
        this.#callsUnderWay = count;
        this.#want();
      },
    );
    this.#renewal = new TokenRenewal(config, (token) => this.#calls.call('auth.refresh', { token }));
  }

  get status(): FeedStatus {
    return feedStatus(this.#connection.link, [...this.#channels.values()]);
  }

  onStatus(listener: (status: FeedStatus) => void): () => void {
    const own = (status: FeedStatus): void => listener(status);
    this.#listeners.add(own);
    own(this.status);
    return () => void this.#listeners.delete(own);
  }

  /** `traceparent`: the place of the call in a trace. */
  async call(method: string, payload: object, options?: RpcOptions, traceparent?: string): Promise<unknown> {
    const { phase, code } = this.#connection.link;
    if (phase === 'closed') throw closedError(code);
    return this.#calls.call(method, payload, options, traceparent);
  }

  /** Throws a TypeError for a `since` that is no position. */
  subscribe(channel: string, options: SubscribeOptions<never> = {}): Subscription {
    const since = options.since === undefined ? undefined : parsePosition(options.since);
    if (options.since !== undefined && since === undefined) throw new TypeError(`${options.since} is no position.`);
    const subscription = new Subscription(this.#nextId, channel, options, {
      leave: ({ id }) => this.#leave(id, channel),
      pause: ({ id }) => this.#pause(id, channel),
      resume: ({ id }) => this.#resume(id, channel, options.event),
    });
    this.#nextId += 1;
    const { phase, code } = this.#connection.link;
    if (options.signal?.aborted) subscription.close();
    else if (phase === 'closed') subscription.end(closedError(code));
    else {
      this.#subscriptions.set(subscription.id, subscription);
      this.#join(subscription.id, channel, options.event, since);
      subscription.status(this.#statusOn(channel));
    }
    return subscription;
  }

  close(): void {
    this.#connection.stop();
  }

  #join(id: number, channel: string, pattern = '*', since: Position | undefined): void {
    this.#take(channel, { type: 'join', id, pattern, since });
    this.#want();
  }

  #leave(id: number, channel: string): void {
    this.#paused.delete(id);
    if (!this.#subscriptions.delete(id)) return;
    this.#take(channel, { type: 'leave', id });
    this.#want();
  }

  #pause(id: number, channel: string): boolean {
    const seen = this.#channels.get(channel)?.members.find((member) => member.id === id)?.seen;
    if (seen === undefined) return false;
    this.#paused.set(id, seen);
    this.#take(channel, { type: 'leave', id });
    return true;
  }

  #resume(id: number, channel: string, pattern: string | undefined): void {
    const seen = this.#paused.get(id);
    this.#paused.delete(id);
    if (this.#subscriptions.has(id)) this.#join(id, channel, pattern, seen);
  }

  #want(): void {
    this.#connection.want(this.#subscriptions.size > 0 || this.#callsUnderWay > 0);
  }

  #onUp(token: string | undefined): void {
    this.#calls.up();
    this.#renewal.begin(token);
    for (const name of [...this.#channels.keys()]) this.#take(name, { type: 'up' });
  }

  #onDown(code: number | undefined): void {
    this.#renewal.end();
    for (const name of [...this.#channels.keys()]) this.#take(name, { type: 'down' });
    this.#calls.down(code === codes.answered);
  }

  #onText(text: string): void {
    const frame = readFrame(text);
    if (frame === undefined) return;
    if ('channel' in frame) {
      this.#take(frame.channel, { ...frame, type: 'push' });
      return;
    }
    if (frame.position !== undefined) this.#onPosition(frame.position);
    this.#calls.settle(frame.id, frame);
  }

  #endAll(code: number | undefined): void {
    const toError = (): NotesError => closedError(code);
    this.#calls.failAll(toError);
    for (const subscription of [...this.#subscriptions.values()])
      subscription.end(code === undefined ? undefined : toError());
  }

  #take(name: string, input: ChannelInput): void {
    const isUp = this.#connection.link.phase === 'open';
    const before = this.#channels.get(name) ?? newChannel(name, isUp);
    const { channel, effects } = stepChannel(before, input);
    const isOver = channel.members.length === 0 && (channel.phase === 'absent' || channel.phase === 'down');
    if (isOver) this.#channels.delete(name);
    else this.#channels.set(name, channel);
    for (const effect of effects) this.#do(name, effect);
    if (channel.phase !== before.phase) this.#tell();
  }

  #do(name: string, effect: ChannelEffect): void {
    switch (effect.do) {
      case 'subscribe':
        this.#subscribe(name, effect.pattern, effect.since);
        break;
      case 'unsubscribe':
        this.#calls.call('unsubscribe', { channel: name, event: effect.pattern }).catch(() => {});
        break;
      case 'begin':
        this.#subscriptions.get(effect.id)?.begin(effect.position && formatPosition(effect.position));
        break;
      case 'deliver':
        if (effect.push.position !== undefined) this.#onPosition(effect.push.position);
        for (const id of effect.ids) this.#subscriptions.get(id)?.push(effect.push);
        break;
      case 'lose':
        this.#subscriptions.get(effect.id)?.lose(effect.reason, effect.position);
        break;
      case 'refuse':
        this.#subscriptions.get(effect.id)?.end(effect.error);
        break;
      case 'pause': {
        const ms = backoffMs(effect.refusals - 1, Math.random(), refusalRange);
        setTimeout(() => this.#channels.has(name) && this.#take(name, { type: 'retry' }), ms);
      }
    }
  }

  #subscribe(channel: string, event: string, from: Position | undefined): void {
    const payload = { channel, event, since: from && formatPosition(from) };
    const resolve = (result: unknown): void => {
      const { recovered, reason = 'unknown', position } = result as Subscribed;
      if (recovered === false) this.#take(channel, { type: 'unrecovered', reason, position });
      else
        this.#take(channel, { type: 'subscribed', position: position === undefined ? from : parsePosition(position) });
    };
    const reject = (error: unknown): void => {
      if (error instanceof ProblemError) this.#take(channel, { type: 'refused', error, temporary: isTemporary(error) });
      // Whatever has happened to the answer: a new connection is a new beginning.
      if (error instanceof TimeoutError) this.#connection.drop();
    };
    this.#calls.start({ method: 'subscribe', payload, resolve, reject });
  }

  #statusOn(name: string): FeedStatus {
    const channel = this.#channels.get(name);
    return feedStatus(this.#connection.link, channel === undefined ? [] : [channel]);
  }

  #tell(): void {
    for (const subscription of [...this.#subscriptions.values()])
      subscription.status(this.#statusOn(subscription.channel));
    const { status } = this;
    const text = JSON.stringify(status);
    if (text === this.#told) return;
    this.#told = text;
    for (const listener of [...this.#listeners]) listener(status);
  }
}

const isTemporary = ({ status }: ProblemError): boolean => status === 429 || status === 503;
