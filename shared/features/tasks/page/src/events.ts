import type { TaskEvent } from '@notes/client';
import type { Effect, SubjectEvent } from '@notes/page/subjects';
import { type Content, emptyContent } from './content.ts';

/** An event of a task as every view folds it. */
export const eventOf = (event: TaskEvent): SubjectEvent<Content> => {
  const { task_id: id, version, time, actor } = event;
  return { id, version, time, actor, effect: effectOf(event) };
};

function effectOf(event: TaskEvent): Effect<Content> {
  switch (event.type) {
    case 'TaskCreated':
      return { kind: 'creates', content: { ...emptyContent, ...event.data } };
    case 'TaskRevised':
      return { kind: 'changes', changes: event.data.changes };
    case 'TaskDeleted':
      return { kind: 'deletes' };
    case 'TaskRestored':
      return { kind: 'restores' };
    case 'Fenced':
      return { kind: 'fences' };
    default:
      return { kind: 'unknown' };
  }
}

/** A tick is a change in words of its own. */
export function changeWords(changes: Partial<Content>): string | undefined {
  if (changes.done_at === undefined || Object.keys(changes).length > 1) return undefined;
  return changes.done_at === null ? 'opened it again' : 'ticked it off';
}
