import type { View } from '../connection.ts';
import type { Shortcuts } from '../keys.ts';
import { focusedId, focusRequest, moveFocus } from '../list.ts';
import { dialog, isHoodOpen } from '../location.tsx';
import { type ListChoice, newId, pickFields, type Subject } from '../subjects/index.ts';
import type { ResourceView, ViewWorkspace } from './resource-view.ts';
import { searchId } from './view-state.ts';

/** The keys of a view with their meanings, for the help. */
export const keysOf = <C extends object, V extends ListChoice>({
  one,
  shortcuts = [],
}: ResourceView<C, V>): View['keys'] => [
  ['n', `New ${one}`],
  ['/', 'Search'],
  ['j', `Next ${one}`],
  ['k', `Previous ${one}`],
  ['Enter', `Open the ${one}`],
  ['e', `Edit the open ${one}`],
  ...shortcuts.map(({ key, meaning }) => [key, meaning] as const),
  ['Ctrl Enter', 'Save'],
  ['Esc', 'Back, or cancel'],
  ['?', 'This list'],
];

export function shortcutsOf<C extends object, V extends ListChoice>(workspace: ViewWorkspace<C, V>): Shortcuts {
  const { store, shown, state } = workspace;
  const move = (by: 1 | -1): void => moveFocus(store.rows.value, by, state.route.value.open);
  return {
    keys: {
      ...Object.fromEntries((shown.shortcuts ?? []).map(({ key, run }) => [key, () => run(workspace)])),
      n: () => state.open(newId),
      '/': () => document.getElementById(searchId)?.focus(),
      j: () => move(1),
      k: () => move(-1),
      e: () => editOpen(workspace),
      '?': () => {
        dialog.value = 'help';
      },
    },
    back: (target) => back(workspace, target),
  };
}

/** The subject whose row has the focus, else the one that is open; undefined if neither is there, or if it is not created yet. */
export function subjectAtHand<C extends object, V extends ListChoice>({
  store,
  state,
}: ViewWorkspace<C, V>): Subject<C> | undefined {
  const subject = store.subjects.value.get(focusedId() ?? state.route.value.open ?? '')?.subject;
  return subject?.version === 0 ? undefined : subject;
}

/** Opens the form of a subject. */
export function edit<C extends object, V extends ListChoice>(
  { shown, state }: ViewWorkspace<C, V>,
  subject: Subject<C>,
): void {
  const { empty, labels } = shown;
  const fields = Object.keys(labels) as (keyof C)[];
  state.drafts.keep(subject.id, { base: subject, content: { ...empty, ...pickFields<C>(fields, subject) } });
}

function editOpen<C extends object, V extends ListChoice>(workspace: ViewWorkspace<C, V>): void {
  const { store, state } = workspace;
  const subject = store.subjects.value.get(state.route.value.open ?? '')?.subject;
  if (subject === undefined || subject.deleted_at !== undefined || subject.version === 0) return;
  if (!state.drafts.all.value.has(subject.id)) edit(workspace, subject);
}

/** Closes what is innermost. */
function back<C extends object, V extends ListChoice>(
  { state }: ViewWorkspace<C, V>,
  target: EventTarget | null,
): void {
  const { route, drafts, isHistoryOpen } = state;
  const id = route.value.open;
  if (target instanceof HTMLElement && target.id === searchId) target.blur();
  else if (id !== undefined && (id === newId || drafts.all.value.has(id))) drafts.cancel(id);
  else if (isHoodOpen.value) isHoodOpen.value = false;
  else if (isHistoryOpen.value) isHistoryOpen.value = false;
  else if (id !== undefined) {
    state.open(undefined);
    focusRequest.value = { id };
  }
}
