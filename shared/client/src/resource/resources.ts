import { noteClient } from '@notes/features/notes/client';
import { taskClient } from '@notes/features/tasks/client';

/** What the service keeps, by the name it has in addresses. */
export const resources = {
  notes: noteClient,
  tasks: taskClient,
};

/** What the calls of each resource take and give. */
export type Resources = {
  readonly [All in keyof typeof resources]: NonNullable<(typeof resources)[All]['types']>;
};

/** The members by which events name what they happened to. */
const subjects = Object.values(resources).map(({ subject }) => subject);

/** The id of what an event happened to. */
export function subjectOf(event: AnyEvent): string {
  const ids: Partial<Record<(typeof subjects)[number], unknown>> = event;
  return String(subjects.map((name) => ids[name]).find((id) => id !== undefined) ?? '');
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
