import { focusedId, focusNeighbour, notify, type SubjectProps } from '@notes/page';
import type { AnyTask, Content } from './content.ts';
import type { ListView } from './route.ts';

type Props = SubjectProps<Content, ListView>;

/** The box that says whether a task is done. */
export function Tick({ workspace, subject: task }: Props) {
  const { state } = workspace;
  const isDone = (state.drafts.all.value.get(task.id)?.content ?? task).done_at !== null;
  return (
    <label class="tick">
      <input
        type="checkbox"
        aria-label={`Done: ${task.title}`}
        data-id={task.id}
        checked={isDone}
        disabled={!canTick(task)}
        onChange={() => tick(workspace, task)}
      />
    </label>
  );
}

const canTick = ({ version, deleted_at }: AnyTask): boolean => version > 0 && deleted_at === undefined;

/** Ticks a task off, or opens it again; a toast offers to undo it. A task that is being edited gets the tick with the rest of the edit. */
export function tick({ commands, store, state }: Props['workspace'], task: AnyTask): void {
  if (!canTick(task)) return;
  const draft = state.drafts.all.value.get(task.id);
  if (draft !== undefined) {
    const done_at = draft.content.done_at === null ? true : null;
    state.drafts.keep(task.id, { ...draft, content: { ...draft.content, done_at } });
    return;
  }
  const rows = store.rows.value;
  const hadFocus = focusedId() === task.id;
  const isDone = task.done_at === null;
  commands.set(task.id, { done_at: isDone ? true : null });
  if (hadFocus && !store.rows.value.some(({ id }) => id === task.id)) focusNeighbour(rows, task.id);
  notify(`“${task.title}” is ${isDone ? 'done' : 'open again'}.`, {
    label: 'Undo',
    run: () => commands.set(task.id, { done_at: task.done_at }),
  });
}
