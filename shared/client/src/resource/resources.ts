import type { NoteResource } from '@notes/feature-notes/client';
import type { TaskResource } from '@notes/feature-tasks/client';

/** What the service keeps, by the name it has in addresses. */
export type Resources = {
  readonly notes: NoteResource;
  readonly tasks: TaskResource;
};

/** The members by which events name what they happened to. */
const subjects = ['note_id', 'task_id'] as const;

/** The id of what an event happened to. */
export function subjectOf(event: AnyEvent): string {
  const ids: Partial<Record<(typeof subjects)[number], string>> = event;
  return subjects.map((name) => ids[name]).find((id) => id !== undefined) ?? '';
}

type AnyResource = Resources[keyof Resources];

/** One of any resource. */
export type AnyItem = AnyResource['Item'];

/** Something that happened to one of any resource. */
export type AnyEvent = AnyResource['Event'];

type OnChannel<Channel extends string> = {
  [All in keyof Resources]: Channel extends Resources[All]['Channel'] ? Resources[All]['Event'] : never;
}[keyof Resources];

/** What comes on a channel: of `tasks` the events of tasks; of one that is known at run time alone those of any resource. */
export type EventOn<Channel extends string> = [OnChannel<Channel>] extends [never] ? AnyEvent : OnChannel<Channel>;
