import type { Change, Subject } from './knowledge.ts';

/** What an event does to its subject, as the aggregate's table of events says. `unknown`: this version of the page does not know it. */
export type Effect<C> =
  | { readonly kind: 'creates'; readonly content: C }
  | { readonly kind: 'changes'; readonly changes: Partial<C> }
  | { readonly kind: 'deletes' | 'restores' | 'fences' | 'unknown' };

/** An event of a subject with the content `C`. */
export type SubjectEvent<C> = {
  readonly id: string;
  readonly version: number;
  readonly time: string;
  readonly actor: string;
  readonly effect: Effect<C>;
};

/** An event as the store applies it. */
export const changeOf = <C>(event: SubjectEvent<C>): Change<C> => ({
  id: event.id,
  version: event.version,
  isCreation: event.effect.kind === 'creates',
  after: (subject) => applyEvent(subject, event),
});

/** The subject after an event; undefined if it is not known at the version before. An event that is not known changes the version alone. */
function applyEvent<C>(subject: Subject<C> | undefined, event: SubjectEvent<C>): Subject<C> | undefined {
  const { id, version, time, actor, effect } = event;
  const now = { updated_at: time, version };
  if (effect.kind === 'creates') return { ...effect.content, id, created_by: actor, created_at: time, ...now };
  if (subject === undefined || subject.version !== version - 1) return undefined;
  switch (effect.kind) {
    case 'changes':
      return { ...subject, ...effect.changes, ...now };
    case 'deletes':
      return { ...subject, ...now, deleted_at: time };
    case 'restores': {
      const { deleted_at: _, ...live } = subject;
      return { ...(live as Subject<C>), ...now };
    }
    default:
      return { ...subject, ...now };
  }
}

/** A history with further events. Those that it has already are skipped, and those that would leave a gap. */
export function appendEvents<C>(
  events: readonly SubjectEvent<C>[],
  further: readonly SubjectEvent<C>[],
): readonly SubjectEvent<C>[] {
  const all = [...events];
  for (const event of further) if (event.version === (all.at(-1)?.version ?? 0) + 1) all.push(event);
  return all.length === events.length ? events : all;
}

/** A subject at a version, from its history; undefined if the history does not begin with the creation. */
export function foldHistory<C>(
  events: readonly SubjectEvent<C>[],
  version = Number.POSITIVE_INFINITY,
): Subject<C> | undefined {
  let subject: Subject<C> | undefined;
  for (const event of events) {
    if (event.version > version) break;
    subject = applyEvent(subject, event);
  }
  return subject;
}

/** The names of the fields for people. */
export type Labels<C> = Readonly<Record<keyof C & string, string>>;

/** How a view words its events. */
export type EventWords<C> = {
  /** What they happen to: `note`. */
  readonly one: string;
  readonly labels: Labels<C>;
  /** A change that has words of its own; undefined for others. */
  readonly changeWords?: (changes: Partial<C>) => string | undefined;
};

/** What an event did, to follow the actor's name: `changed the title and the text`. */
export function eventSentence<C>({ effect }: SubjectEvent<C>, { one, labels, changeWords }: EventWords<C>): string {
  switch (effect.kind) {
    case 'creates':
      return `created the ${one}`;
    case 'changes':
      return (
        changeWords?.(effect.changes) ??
        `changed ${listed(Object.keys(effect.changes).map((field) => nameOf(field, labels)))}`
      );
    case 'deletes':
      return 'moved it to the bin';
    case 'restores':
      return 'restored it from the bin';
    case 'fences':
      return 'ruled out a late write; nothing else changed';
    case 'unknown':
      return 'made a change that this version of the page does not know';
  }
}

const nameOf = (field: string, labels: Readonly<Record<string, string>>): string =>
  `the ${(labels[field] ?? field).toLowerCase()}`;

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
