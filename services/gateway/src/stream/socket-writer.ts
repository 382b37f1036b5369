import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { messages } from '../domain/encoding.ts';
import { Outbox, type Transport } from '../feed/outbox.ts';

const text = { binary: false } as const;

/** Sends frames over one websocket: the only thing that does. */
export class SocketWriter extends Outbox {
  /** `socket`: what the websocket runs on. `onDrain`: it was full, and has room again. */
  constructor(websocket: WebSocket, socket: Socket, onDrain: () => void) {
    super(transportOf(websocket, socket), onDrain);
  }
}

function transportOf(websocket: WebSocket, socket: Socket): Transport {
  return {
    encoding: messages,
    get isOpen() {
      return websocket.readyState === websocket.OPEN;
    },
    get bufferedBytes() {
      return websocket.bufferedAmount;
    },
    write(frames, onWritten) {
      const last = onWritten === undefined ? -1 : frames.length - 1;
      socket.cork();
      for (let at = 0; at < frames.length; at += 1)
        websocket.send(frames[at] ?? '', text, at === last ? onWritten : undefined);
      socket.uncork();
    },
  };
}
