/** Somebody else who has the same note open. */
export type Visitor = { readonly tab: string; readonly name: string; readonly seenAtMs: number };

export type PresenceMessage = { readonly tab: string; readonly name: string };

/** How often one says that one is still here, and for how long it is believed: two may get lost. */
export const heartbeatMs = 10_000;
const believedMs = 3 * heartbeatMs;

const longestName = 60;

/** Reads what came over a room. Rooms carry anything, from anybody. */
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

/** Those who are still here, as far as they have said so lately. */
export const stillHere = (visitors: readonly Visitor[], nowMs: number): readonly Visitor[] =>
  visitors.filter(({ seenAtMs }) => nowMs - seenAtMs < believedMs);

/** Their names, each once, in a sentence; those without one are counted. */
export function sayWho(visitors: readonly Visitor[]): string {
  const names = [...new Set(visitors.map(({ name }) => name).filter((name) => name !== ''))].sort();
  const nameless = visitors.filter(({ name }) => name === '').length;
  if (nameless > 0) names.push(nameless === 1 ? 'somebody' : `${nameless} others`);
  if (names.length === 0) return '';
  const last = names.at(-1) ?? '';
  const text = names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
  const isOne = names.length === 1 && nameless < 2;
  return `${text} ${isOne ? 'has' : 'have'} this note open, too`;
}
