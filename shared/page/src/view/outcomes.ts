import { NotUniqueError, ProblemError } from '@notes/client';
import type { ReadonlySignal } from '@preact/signals';
import { describeError, notify } from '../messages.ts';
import {
  type EventWords,
  type ListChoice,
  newId,
  type PendingWrite,
  pickFields,
  type Refused,
  type Route,
  type WriteHandlers,
} from '../subjects/index.ts';
import type { ResourceView, ViewState } from './resource-view.ts';

type Outcomes<C> = Pick<WriteHandlers<C>, 'onCreated' | 'onConflict' | 'onRefused'>;

/** Where the outcomes are shown. */
type Shown<C extends object> = Pick<ViewState<C, ListChoice>, 'drafts' | 'conflict' | 'open'> & {
  readonly route: ReadonlySignal<Pick<Route<unknown>, 'open'>>;
};

/** How a view shows the outcomes of its writes. */
export function outcomesOf<C extends object, V extends ListChoice>(
  { one, empty, labels }: Pick<ResourceView<C, V>, 'one' | 'empty' | 'labels'>,
  { route, drafts, conflict, open }: Shown<C>,
): Outcomes<C> {
  const fields = Object.keys(labels) as (keyof C & string)[];
  const contentOf = (from: C): C => ({ ...empty, ...pickFields(fields, from) });
  const editAgain = (write: PendingWrite<C>, refused: Refused<C> | undefined, how?: 'replace'): void => {
    const { kind, before, changes } = write;
    const id = kind === 'create' ? newId : write.id;
    drafts.keep(id, { base: before, content: { ...contentOf(before ?? empty), ...changes }, refused });
    open(id, how);
  };
  return {
    onCreated: (id, subject) => {
      if (route.value.open === id) open(subject.id, 'replace');
    },
    onConflict: ({ id, before, changes }, theirs) => {
      if (before === undefined) {
        notify(`The ${one} was moved to the bin meanwhile.`);
        return;
      }
      const base = contentOf(before);
      conflict.value = { id, base, mine: { ...base, ...changes }, theirs };
    },
    onRefused: (write, error) => {
      const { kind, before } = write;
      const refused = refusedFields(error, { one, labels });
      const { holder, text = describeError(error) } = refused ?? {};
      const isEdit = kind === 'create' || (kind === 'revise' && before !== undefined);
      const isOpen = route.value.open === write.id && !drafts.all.value.has(write.id);
      if (isEdit && isOpen) {
        editAgain(write, refused, 'replace');
        // Otherwise the form says it.
        if (refused === undefined) notify(text);
      } else if (isEdit) notify(text, { label: 'Edit again', run: () => editAgain(write, refused) });
      else if (holder !== undefined) notify(text, { label: `Show that ${one}`, run: () => open(holder) });
      else notify(text);
    },
  };
}

/** What the service has against fields of the content; undefined if it is something else. */
function refusedFields<C>(
  error: unknown,
  { one, labels }: EventWords<C>,
): (Refused<C> & { readonly text: string | undefined }) | undefined {
  const wrong = error instanceof ProblemError ? (error.problem.errors ?? []) : [];
  const isTaken = error instanceof NotUniqueError;
  const errors: Partial<Record<keyof C & string, string>> = {};
  for (const { pointer, detail } of wrong) {
    const field = (Object.keys(labels) as (keyof C & string)[]).find((name) => pointer === `#/${name}`);
    if (field === undefined) continue;
    errors[field] ??= isTaken ? `Another ${one} has this ${labels[field].toLowerCase()}.` : detail;
  }
  const [text] = Object.values<string | undefined>(errors);
  if (text === undefined) return undefined;
  return isTaken ? { errors, holder: error.holderId, text } : { errors, text: undefined };
}
