import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { closeCodes } from '@notes/contracts';
import { hasExpired } from '@notes/service';
import type { WebSocket } from 'ws';
import type { Credentials } from './credentials.ts';
import { Session, type SessionOptions } from './session.ts';

/** All websockets of this process. */
export type Sessions = {
  /** `socket`: what the websocket runs on. One whose token has expired is closed at once. */
  add(websocket: WebSocket, socket: Socket, credentials: Credentials): void;
  /**
   * Asks all clients to reconnect, spread over a moment so that they do not all come at once, and each when its calls are answered,
   * unless that takes long. Resolves when they are gone.
   */
  closeAll(): Promise<void>;
  /** As `closeAll`, at the end of the process. */
  stop(): Promise<void>;
  readonly size: number;
};

const checkMs = 1_000;
const spreadMs = 1_000;
const answeringMs = 5_000;
const closingMs = 2_000;
const pollMs = 20;

export function createSessions(options: SessionOptions): Sessions {
  const sessions = new Set<Session>();
  let stopping = false;
  const checker = setInterval(() => {
    const nowMs = performance.now();
    for (const session of sessions) session.check(nowMs);
  }, checkMs).unref();

  async function closeLater(session: Session): Promise<void> {
    await wait(Math.random() * spreadMs);
    for (let waitedMs = 0; session.busy && waitedMs < answeringMs; waitedMs += pollMs) await wait(pollMs);
    session.close(closeCodes.restart, 'come again');
  }

  async function closeAll(): Promise<void> {
    const leaving = [...sessions];
    await Promise.all(leaving.map(closeLater));
    for (let waitedMs = 0; waitedMs < closingMs && leaving.some((one) => sessions.has(one)); waitedMs += pollMs)
      await wait(pollMs);
    for (const session of leaving) session.terminate();
  }

  return {
    closeAll,
    async stop() {
      stopping = true;
      await closeAll();
      clearInterval(checker);
    },
    get size() {
      return sessions.size;
    },
    add(websocket, socket, credentials) {
      const session = new Session(websocket, socket, credentials, options);
      sessions.add(session);
      websocket.on('close', () => sessions.delete(session));
      if (hasExpired(credentials.caller)) session.closeExpired();
      // Opened by a client that reconnected before the server has stopped listening: its stop would wait for it.
      if (stopping) void closeAll();
    },
  };
}
