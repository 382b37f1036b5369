import { once } from 'node:events';
import WebSocket from 'ws';

/** The frames that one subscriber to all notes gets. */
export type Frames = {
  /** When the first frame of a note came, on the clock of `performance.now`; resolves once it has come. */
  of(id: string): Promise<number>;
  close(): void;
};

export async function openFrames(gatewayUrl: string): Promise<Frames> {
  const arrived = new Map<string, number>();
  const wanted = new Map<string, (at: number) => void>();
  const socket = new WebSocket(`${gatewayUrl.replace('http', 'ws')}/v1/stream`, 'notes.v1');
  await once(socket, 'open');
  const subscribed = once(socket, 'message');
  socket.send('{"id":1,"method":"subscribe","payload":{"channel":"notes"}}');
  await subscribed;
  socket.on('message', (text) => {
    const { data } = JSON.parse(String(text)) as { data?: { note_id?: string } };
    if (data?.note_id === undefined) return;
    arrived.set(data.note_id, performance.now());
    wanted.get(data.note_id)?.(performance.now());
    wanted.delete(data.note_id);
  });
  return {
    async of(id) {
      const at = arrived.get(id) ?? (await new Promise<number>((resolve) => wanted.set(id, resolve)));
      arrived.delete(id);
      return at;
    },
    close: () => socket.terminate(),
  };
}
