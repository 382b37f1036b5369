import type { feedProtocol } from '@notes/contracts';
import { addressOf } from '../http/create-http.ts';
import type { SocketTarget } from './feed-socket.ts';

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
