import { type CommonRefusal, type Decision, type Draft, whyNot } from '@notes/kernel';
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
    const fields = { ...taskDefaults, ...command.fields };
    return event({
      type: 'tasks.TaskCreated.v1',
      data: { ...fields, done_at: instantOf(fields.done_at, command.now) },
    });
  }
  if (state === undefined) return { kind: 'refused', why: 'not-found' };
  switch (command.kind) {
    case 'replace':
      return revise(state, { ...taskDefaults, ...command.fields }, command.now);
    case 'patch':
      return revise(state, command.fields, command.now);
    case 'restore':
      return state.deleted_at === null ? { kind: 'unchanged' } : event({ type: 'tasks.TaskRestored.v1', data: {} });
    case 'delete':
      return event({ type: 'tasks.TaskDeleted.v1', data: {} });
  }
}

/** Who only ticks a box does not change when a task was done. */
function revise(state: TaskState, wanted: Partial<WantedFields>, now: number): TaskDecision {
  const { done_at } = wanted;
  const fields: Partial<TaskFields> =
    done_at === undefined
      ? (wanted as Partial<TaskFields>)
      : { ...wanted, done_at: done_at === true && state.done_at !== null ? state.done_at : instantOf(done_at, now) };
  const changes = Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => value !== undefined && value !== state[name as keyof TaskFields]),
  );
  if (Object.keys(changes).length === 0) return { kind: 'unchanged' };
  return event({ type: 'tasks.TaskRevised.v1', data: { changes } });
}

const instantOf = (done: string | true | null, now: number): string | null =>
  done === true ? new Date(now).toISOString() : done;

const event = (draft: TaskDraft): TaskDecision => ({ kind: 'event', draft });
