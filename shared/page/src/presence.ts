import type { NotesClient } from '@notes/client';
import { signal } from '@preact/signals';
import { userName } from './settings.ts';

/** Another tab that has the same subject open. */
export type Visitor = { readonly tab: string; readonly name: string; readonly seenAtMs: number };

export type PresenceMessage = { readonly tab: string; readonly name: string };

/** The interval of heartbeats. A visitor stays for three of them: two may get lost. */
export const heartbeatMs = 10_000;
const expiryMs = 3 * heartbeatMs;

const longestName = 60;

/** Parses a message of a room; undefined if it is not of presence, since anyone may publish anything. */
export function readPresence(data: unknown): PresenceMessage | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { tab, name } = data as Partial<Record<keyof PresenceMessage, unknown>>;
  if (typeof tab !== 'string' || typeof name !== 'string' || tab === '') return undefined;
  return { tab: tab.slice(0, longestName), name: name.slice(0, longestName) };
}

export const arrive = (
  visitors: readonly Visitor[],
  { tab, name }: PresenceMessage,
  nowMs: number,
): readonly Visitor[] => [...leave(visitors, tab), { tab, name, seenAtMs: nowMs }];

export const leave = (visitors: readonly Visitor[], tab: string): readonly Visitor[] =>
  visitors.filter((visitor) => visitor.tab !== tab);

/** The visitors whose last heartbeat has not expired. */
export const stillHere = (visitors: readonly Visitor[], nowMs: number): readonly Visitor[] =>
  visitors.filter(({ seenAtMs }) => nowMs - seenAtMs < expiryMs);

/** A sentence with their names, each once; those without a name are counted. `what` they have open: `note`. */
export function describeVisitors(visitors: readonly Visitor[], what: string): string {
  const names = [...new Set(visitors.map(({ name }) => name).filter((name) => name !== ''))].sort();
  const nameless = visitors.filter(({ name }) => name === '').length;
  if (nameless > 0) names.push(nameless === 1 ? 'someone else' : `${nameless} others`);
  if (names.length === 0) return '';
  const last = names.at(-1) ?? '';
  const text = names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
  const isOne = names.length === 1 && nameless < 2;
  return `${text} ${isOne ? 'has' : 'have'} this ${what} open, too`;
}

const tab = crypto.randomUUID();

/** Who else has the open subject open. */
export const visitors = signal<readonly Visitor[]>([]);

/**
 * Publishes in a room that this tab has the subject open, and keeps `visitors`: `hello` on arrival, which the tabs already there answer
 * with `here`; `here` at each heartbeat; `bye` on leaving. Returns what leaves the room.
 */
export function visit(client: NotesClient, channel: string): () => void {
  visitors.value = [];
  const publish = (event: 'hello' | 'here' | 'bye'): void => {
    // A lost message is made up for by the next heartbeat.
    room.publish(event, { tab, name: userName.value }).catch(() => {});
  };
  const room = client.rooms.join(channel, {
    onEvent: ({ event, data }) => {
      const message = readPresence(data);
      if (message === undefined || message.tab === tab) return;
      visitors.value =
        event === 'bye' ? leave(visitors.value, message.tab) : arrive(visitors.value, message, performance.now());
      if (event === 'hello') publish('here');
    },
    onEnd: () => {},
  });
  room.ready.then(
    () => publish('hello'),
    () => {},
  );
  const beat = setInterval(() => {
    visitors.value = stillHere(visitors.value, performance.now());
    publish('here');
  }, heartbeatMs);
  const bye = (): void => publish('bye');
  addEventListener('pagehide', bye);
  return () => {
    clearInterval(beat);
    removeEventListener('pagehide', bye);
    bye();
    room.close();
    visitors.value = [];
  };
}
