import type { NotesClient } from '@notes/client';
import { signal } from '@preact/signals';
import { arrive, heartbeatMs, leave, readPresence, stillHere, type Visitor } from '../domain/presence.ts';
import { userName } from './settings.ts';

const tab = crypto.randomUUID();

/** Who else has the open note open. */
export const visitors = signal<readonly Visitor[]>([]);

/**
 * Tells others that this note is open here, and learns who they are: `hello` when one comes, which those who are there answer with `here`;
 * `here` from time to time; `bye` when one goes. Returns how to go.
 */
export function visitNote(client: NotesClient, id: string): () => void {
  visitors.value = [];
  const tell = (event: 'hello' | 'here' | 'bye'): void => {
    // Whoever misses it sees the next one.
    room.publish(event, { tab, name: userName.value }).catch(() => {});
  };
  const room = client.rooms.join(`note-${id}`, {
    onEvent: ({ event, data }) => {
      const message = readPresence(data);
      if (message === undefined || message.tab === tab) return;
      visitors.value =
        event === 'bye' ? leave(visitors.value, message.tab) : arrive(visitors.value, message, performance.now());
      if (event === 'hello') tell('here');
    },
    onEnd: () => {},
  });
  room.ready.then(
    () => tell('hello'),
    () => {},
  );
  const beat = setInterval(() => {
    visitors.value = stillHere(visitors.value, performance.now());
    tell('here');
  }, heartbeatMs);
  const bye = (): void => tell('bye');
  addEventListener('pagehide', bye);
  return () => {
    clearInterval(beat);
    removeEventListener('pagehide', bye);
    bye();
    room.close();
    visitors.value = [];
  };
}
