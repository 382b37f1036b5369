import { brokenOff } from './close-codes.ts';
import { type Link, type LinkEffect, type LinkInput, type LinkTimer, newLink, stepLink } from './core/link.ts';
import type { FeedSocket, OpenSocket } from './feed-socket.ts';
import { isOnline, watchNetwork } from './watch-network.ts';

type Credentials = { readonly token: string | undefined; readonly headers: Readonly<Record<string, string>> };

export type ConnectionConfig = {
  readonly url: URL;
  readonly credentials: () => Promise<Credentials>;
  /** Whether another token can be had. */
  readonly renewable: boolean;
  readonly open: Readonly<Record<Link['via'], OpenSocket>>;
};

export type ConnectionHandlers = {
  /** Frames can be sent. `token`: with which it was opened. */
  onUp(token: string | undefined): void;
  /** They cannot any more. `code`: with which the connection was closed, unless by ourselves. */
  onDown(code: number | undefined): void;
  onText(text: string): void;
  /** A sign of life is wanted. */
  onPing(): void;
  /** Told after every change. */
  onLink(link: Link): void;
};

/** Does what core/link.ts decides: sockets, timers, and what the browser says of the network. */
export class Connection {
  readonly #config: ConnectionConfig;
  readonly #handlers: ConnectionHandlers;
  readonly #timers = new Map<LinkTimer, ReturnType<typeof setTimeout>>();
  readonly #unwatch: () => void;
  #link = newLink(isOnline());
  #socket: FeedSocket | undefined;
  /** Counts attempts, so that what an older one does is told from the present one. */
  #attempt = 0;

  constructor(config: ConnectionConfig, handlers: ConnectionHandlers) {
    this.#config = config;
    this.#handlers = handlers;
    this.#unwatch = watchNetwork((type) => this.#take({ type }));
  }

  get link(): Link {
    return this.#link;
  }

  want(wanted: boolean): void {
    if (wanted !== this.#link.wanted) this.#take({ type: 'wanted', wanted });
  }

  /** Only while it is up. */
  send(text: string): void {
    this.#socket?.send(text);
  }

  /** Gives up a connection on which something is not as it should be. */
  drop(): void {
    this.#broken(brokenOff);
  }

  stop(): void {
    this.#unwatch();
    this.#take({ type: 'stop' });
  }

  #broken(code: number): void {
    this.#take({ type: 'broken', code, random: Math.random(), renewable: this.#config.renewable });
  }

  #take(input: LinkInput, token?: string): void {
    const before = this.#link;
    const { link, effects } = stepLink(before, input);
    this.#link = link;
    for (const effect of effects) this.#do(effect);
    if (before.phase === 'open' && link.phase !== 'open')
      this.#handlers.onDown(input.type === 'broken' ? input.code : undefined);
    if (before.phase !== 'open' && link.phase === 'open') this.#handlers.onUp(token);
    if (before !== link) this.#handlers.onLink(this.#link);
  }

  #do(effect: LinkEffect): void {
    switch (effect.do) {
      case 'open':
        void this.#open(effect.via);
        break;
      case 'close':
        this.#attempt += 1;
        this.#socket?.close();
        this.#socket = undefined;
        break;
      case 'ping':
        this.#handlers.onPing();
        break;
      case 'start':
        this.#clear(effect.timer);
        this.#start(effect.timer, effect.ms);
        break;
      case 'clear':
        for (const timer of effect.timers) this.#clear(timer);
    }
  }

  async #open(via: Link['via']): Promise<void> {
    this.#attempt += 1;
    const attempt = this.#attempt;
    const isCurrent = (): boolean => attempt === this.#attempt;
    try {
      const { token, headers } = await this.#config.credentials();
      if (!isCurrent()) return;
      this.#socket = this.#config.open[via](
        { url: this.#config.url, token, headers },
        {
          onOpen: () => isCurrent() && this.#take({ type: 'opened' }, token),
          onText: (text) => {
            if (!isCurrent()) return;
            this.#take({ type: 'heard' });
            this.#handlers.onText(text);
          },
          onClose: (code) => isCurrent() && this.#broken(code),
        },
      );
    } catch {
      // No token, or no websocket with such an address: tried again like any other failure.
      if (isCurrent()) this.#broken(brokenOff);
    }
  }

  #start(timer: LinkTimer, ms: number): void {
    const ring = (): void => {
      this.#timers.delete(timer);
      this.#take({ type: 'timer', timer, random: Math.random() });
    };
    this.#timers.set(timer, setTimeout(ring, ms));
  }

  #clear(timer: LinkTimer): void {
    clearTimeout(this.#timers.get(timer));
    this.#timers.delete(timer);
  }
}
