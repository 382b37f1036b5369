import type { Connection } from '../connection.ts';
import { notify } from '../messages.ts';
import {
  changedFields,
  type ListChoice,
  newWrite,
  openSubjects,
  type PendingWrite,
  type WriteQueue,
} from '../subjects/index.ts';
import { outcomesOf } from './outcomes.ts';
import { type Commands, type ResourceView, titleOf, type ViewState, type ViewWorkspace } from './resource-view.ts';

/** `unsent` are failed writes of the workspace before, to be sent by this one. */
export function createWorkspace<C extends object, V extends ListChoice>(
  shown: ResourceView<C, V>,
  state: ViewState<C, V>,
  connection: Connection,
  unsent: readonly PendingWrite<C>[],
): ViewWorkspace<C, V> {
  const { client, events } = connection;
  const { route } = state;
  const resource = shown.resource(client);
  const atTime = shown.atTime ?? ((view: V): V => view);
  const subjects = openSubjects({
    ...{ connection, unsent, resource },
    api: shown.api(client),
    handlers: outcomesOf(shown, state),
    view: () => atTime(route.value.view),
    openId: () => route.value.open,
  });
  const commands = createCommands(shown, state, subjects.queue);
  return { client, events, shown, resource, state, ...subjects, commands };
}

/** The writes of a view. Their effects are shown at once. */
function createCommands<C extends object, V extends ListChoice>(
  shown: ResourceView<C, V>,
  { route, open }: ViewState<C, V>,
  queue: WriteQueue<C>,
): Commands<C> {
  const { stored, labels } = shown;
  const fields = Object.keys(labels) as (keyof C)[];
  const commands: Commands<C> = {
    create(content) {
      const id = crypto.randomUUID();
      queue.submit(newWrite<C>({ kind: 'create', id, changes: stored(content) }));
      return id;
    },
    revise(before, after) {
      const changes = changedFields<C>(fields, before, stored(after));
      if (Object.keys(changes).length === 0) return;
      const { id, version: base } = before;
      queue.submit(newWrite<C>({ kind: 'revise', id, changes, base, before }));
    },
    set(id, changes) {
      queue.submit(newWrite<C>({ kind: 'revise', id, changes }));
    },
    remove(subject) {
      queue.submit(newWrite<C>({ kind: 'remove', id: subject.id, before: subject }));
      if (route.value.open === subject.id) open(undefined);
      notify(`“${titleOf(shown, subject)}” is in the bin.`, { label: 'Undo', run: () => commands.restore(subject) });
    },
    restore(subject) {
      queue.submit(newWrite<C>({ kind: 'restore', id: subject.id, before: subject }));
    },
  };
  return commands;
}
