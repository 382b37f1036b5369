import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { closeCodes } from '@notes/contracts';
import type { WebSocket } from 'ws';
import { Session, type SessionOptions } from './session.ts';

/** All websockets of this process. */
export type Sessions = {
  /** `socket`: what the websocket runs on. `expiresAtMs`: when its token does. */
  add(websocket: WebSocket, socket: Socket, expiresAtMs?: number): void;
  /** Tells everyone to come again, spread over a moment so that they do not all come at once. Resolves when they are gone. */
  closeAll(): Promise<void>;
  /** As `closeAll`, at the end of the process. */
  stop(): Promise<void>;
  readonly size: number;
};

const checkMs = 1_000;
const spreadMs = 1_000;
const closingMs = 2_000;

export function createSessions(options: Omit<SessionOptions, 'expiresAtMs'>): Sessions {
  const sessions = new Set<Session>();
  const checker = setInterval(() => {
    const nowMs = Date.now();
    for (const session of sessions) session.check(nowMs);
  }, checkMs).unref();

  async function closeLater(session: Session): Promise<void> {
    await wait(Math.random() * spreadMs);
    session.close(closeCodes.restart, 'come again');
  }

  async function closeAll(): Promise<void> {
    const leaving = [...sessions];
    await Promise.all(leaving.map(closeLater));
    for (let waitedMs = 0; waitedMs < closingMs && leaving.some((one) => sessions.has(one)); waitedMs += 20)
      await wait(20);
    for (const session of leaving) session.terminate();
  }

  return {
    closeAll,
    async stop() {
      await closeAll();
      clearInterval(checker);
    },
    get size() {
      return sessions.size;
    },
    add(websocket, socket, expiresAtMs) {
      const session = new Session(websocket, socket, { ...options, expiresAtMs });
      sessions.add(session);
      websocket.on('close', () => sessions.delete(session));
    },
  };
}
