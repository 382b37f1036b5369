import { type CommonRefusal, changesOf, type Decision, type Draft, whyNot, withDefaults } from '@notes/kernel';
import { type TaskFields, taskDefaults, type taskEvents } from '../contract/index.ts';
import type { TaskCommand, WantedFields } from './command.ts';
import type { TaskState } from './evolve.ts';

export type TaskRefusal = CommonRefusal;

type TaskDraft = Draft<typeof taskEvents>;
type TaskDecision = Decision<TaskDraft, TaskRefusal>;

/** Decides a command on a task's state (undefined: no such task). Pure. */
export function decide(state: TaskState | undefined, command: TaskCommand): TaskDecision {
  const why = whyNot(state, command);
  if (why !== undefined) return { kind: 'refused', why };
  if (command.kind === 'create') {
    const fields = withDefaults(taskDefaults, command.fields);
    return event({ type: 'tasks.TaskCreated.v1', data: kept(fields, null, command.now) as TaskFields });
  }
  if (state === undefined) return { kind: 'refused', why: 'not-found' };
  switch (command.kind) {
    case 'replace':
      return revise(state, withDefaults(taskDefaults, command.fields), command.now);
    case 'patch':
      return revise(state, command.fields, command.now);
    case 'restore':
      return state.deleted_at === null ? { kind: 'unchanged' } : event({ type: 'tasks.TaskRestored.v1', data: {} });
    case 'delete':
      return event({ type: 'tasks.TaskDeleted.v1', data: {} });
  }
}

function revise(state: TaskState, wanted: Partial<WantedFields>, now: number): TaskDecision {
  const changes = changesOf<TaskFields>(state, kept(wanted, state.done_at, now));
  return changes === undefined ? { kind: 'unchanged' } : event({ type: 'tasks.TaskRevised.v1', data: { changes } });
}

/** The fields as they are kept. Who only ticks a box does not change when a task was done. */
const kept = (wanted: Partial<WantedFields>, done: string | null, now: number): Partial<TaskFields> =>
  wanted.done_at === true
    ? { ...wanted, done_at: done ?? new Date(now).toISOString() }
    : (wanted as Partial<TaskFields>);

const event = (draft: TaskDraft): TaskDecision => ({ kind: 'event', draft });
