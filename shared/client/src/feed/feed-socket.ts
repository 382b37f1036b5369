import type { feedProtocol } from '@notes/contracts';
import { addressOf } from '../http/create-http.ts';

/** A connection to the feed that takes and gives text frames: a websocket, or what behaves like one. */
export type FeedSocket = {
  send(text: string): void;
  /** Says farewell, and nothing any more. */
  close(): void;
};

export type SocketHandlers = {
  onOpen(): void;
  onText(text: string): void;
  /** Told once, also when it could not be opened. */
  onClose(code: number): void;
};

export type SocketTarget = {
  /** Of the service, http or https. */
  readonly url: URL;
  readonly token: string | undefined;
  /** As HTTP requests carry them. Browsers cannot send any with a websocket. */
  readonly headers: Readonly<Record<string, string>>;
};

export type OpenSocket = (target: SocketTarget, handlers: SocketHandlers) => FeedSocket;

const protocol: typeof feedProtocol = 'notes.v1';

/** Where a websocket of the feed is opened, and with which subprotocols. */
export function streamAddress({ url, token }: SocketTarget): {
  readonly address: string;
  readonly protocols: string[];
} {
  const address = addressOf(url, '/v1/stream');
  address.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return { address: address.href, protocols: token === undefined ? [protocol] : [protocol, `bearer.${token}`] };
}
