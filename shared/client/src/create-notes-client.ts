import { openWebSocket } from '#open-websocket';
import type { RpcOptions } from './feed/calls.ts';
import type { Feed } from './feed/feed-api.ts';
import { FeedHub } from './feed/feed-hub.ts';
import { openEventStreams } from './feed/open-event-streams.ts';
import { createRooms, type Rooms } from './feed/rooms.ts';
import { createHttp } from './http/create-http.ts';
import type { Reachability, Status } from './overview.ts';
import { createOverview } from './overview.ts';
import { PositionKeeper } from './position-keeper.ts';
import { createResourceApis, type ResourceApis } from './resource/create-resource-api.ts';
import type { ReadOptions } from './resource/resource-api.ts';
import { isRenewable, readToken, type TokenSource } from './token-source.ts';

export type ClientOptions = {
  /** Of the gateway, for instance `https://notes.example.org`. */
  readonly url: string | URL;
  /** A bearer token, a function that gives one, or the file that holds one: both asked for every attempt, and before the feed's token expires. */
  readonly token?: TokenSource | undefined;
  /** Who acts, where the service runs without authentication. */
  readonly user?: string | undefined;
  readonly fetch?: typeof fetch | undefined;
  /** For one attempt. Default 12 s: writes are given up by the service itself after 10. */
  readonly timeoutMs?: number | undefined;
  /** How often at most a request is sent again. Default 5. */
  readonly retries?: number | undefined;
  /** What somebody has seen already, for instance the `position` of another client. */
  readonly position?: string | undefined;
  /**
   * Gives the place of a request in your trace, as W3C Trace Context writes it (`traceparent`). Asked for each attempt and each call, with what
   * it is for: `POST /v1/notes`, `notes.create`. Undefined: this one is in none.
   */
  readonly trace?: ((what: string) => string | undefined) | undefined;
};

/** `client.notes`, `client.tasks`, and so on, and what is not of one resource. */
export type NotesClient = ResourceApis & {
  readonly feed: Feed;
  readonly rooms: Rooms;
  /** Covers all that this client has written and seen; reads are at least as new. Undefined: nothing yet. */
  readonly position: string | undefined;
  /** Reads are from now on at least as new as this, too. What is no position is passed over. */
  mergePosition(position: string | undefined): void;
  status(options?: ReadOptions): Promise<Status>;
  /** Asks once. Never rejects, except with the reason of its signal. */
  reach(options?: ReadOptions): Promise<Reachability>;
  /**
   * Calls a method over the websocket, for instance `server_info`. Rejects as HTTP calls do, but is repeated only where a gateway that stops
   * has surely not taken it: give writes an `idempotency_key`, and they can be. Reads that are to see what was written take `position` as their `consistency_token`.
   */
  call(method: string, payload?: object, options?: RpcOptions): Promise<unknown>;
  /** Ends the feed and what is called over it. HTTP calls go on. */
  close(): void;
};

/** A client of one service for one caller. Nothing is connected before it is needed. */
export function createNotesClient(options: ClientOptions): NotesClient {
  const url = new URL(options.url);
  const fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const position = new PositionKeeper();
  position.add(options.position);
  const credentials = (): Promise<Credentials> => credentialsOf(options);
  const { timeoutMs = 12_000, retries = 5, trace } = options;
  const headers = async () => (await credentials()).headers;
  const http = createHttp({ url, fetch, credentials: headers, position, timeoutMs, retries, trace });
  const once = createHttp({ url, fetch, credentials: headers, position, timeoutMs, retries: 0, trace });
  const open = { websocket: openWebSocket, sse: openEventStreams(fetch) };
  const renewable = isRenewable(options.token);
  const hub = new FeedHub({ url, credentials, renewable, open }, (reached) => position.add(reached));
  return {
    ...createResourceApis(http),
    feed: hub as Feed,
    rooms: createRooms(hub),
    get position() {
      return position.token;
    },
    mergePosition: (token) => position.add(token),
    ...createOverview(http, once),
    call: (method, payload = {}, limits) => hub.call(method, payload, limits, trace?.(method)),
    close: () => hub.close(),
  };
}

type Credentials = { readonly token: string | undefined; readonly headers: Readonly<Record<string, string>> };

async function credentialsOf({ token: source, user }: ClientOptions): Promise<Credentials> {
  const token = await readToken(source);
  const headers = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(user === undefined ? {} : { 'x-user': user }),
  };
  return { token, headers };
}
