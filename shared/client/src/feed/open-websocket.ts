import { brokenOff } from './close-codes.ts';
import type { FeedSocket, SocketHandlers, SocketTarget } from './feed-socket.ts';
import { streamAddress } from './feed-socket.ts';

/** Opens a websocket of the browser. */
export function openWebSocket(target: SocketTarget, { onOpen, onText, onClose }: SocketHandlers): FeedSocket {
  const { address, protocols } = streamAddress(target);
  const socket = new WebSocket(address, protocols);
  socket.onopen = onOpen;
  socket.onmessage = ({ data }) => onText(String(data));
  socket.onclose = ({ code }) => onClose(code || brokenOff);
  return { send: (text) => socket.send(text), close: () => socket.close(1000) };
}
