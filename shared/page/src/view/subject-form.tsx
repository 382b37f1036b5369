import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Button } from '../controls.tsx';
import { keyHandler } from '../keys.ts';
import { Link } from '../location.tsx';
import { changedFields, type Draft, type FieldErrors, type ListChoice, newId } from '../subjects/index.ts';
import type { FieldOf, ViewProps } from './resource-view.ts';

type Props<C extends object, V extends ListChoice> = ViewProps<C, V> & {
  readonly id: string;
  readonly draft: Draft<C>;
};

/** The form of a new subject, or of a change. */
export function SubjectForm<C extends object, V extends ListChoice>({ workspace, id, draft }: Props<C, V>) {
  const { shown, state, commands } = workspace;
  const { Fields, labels } = shown;
  const { base, content, refused } = draft;
  const [found, setFound] = useState<FieldErrors<C>>();
  const errors: FieldErrors<C> = { ...refused?.errors, ...found };
  const form = useRef<HTMLFormElement>(null);
  const ids = useId();
  const isNew = id === newId;
  const focus = (field: string | undefined): void => document.getElementById(`${ids}-${field}`)?.focus();
  useEffect(() => {
    const [wrong] = Object.keys(refused?.errors ?? {});
    if (wrong !== undefined) focus(wrong);
    else form.current?.querySelector<HTMLElement>('input, textarea')?.focus();
  }, []);
  const change = (part: Partial<C>): void =>
    state.drafts.keep(id, { base, content: { ...content, ...part }, refused: refused && without(refused, part) });
  const save = (event?: Event): void => {
    event?.preventDefault();
    const wrong = { ...shown.check(content), ...incompleteFields<C>(form.current, ids) };
    setFound(wrong);
    const [first] = Object.keys(wrong);
    if (first !== undefined) {
      focus(first);
      return;
    }
    state.drafts.drop(id);
    if (base === undefined) state.open(commands.create(content), 'replace');
    else commands.revise(base, content);
  };
  const onKeyDown = keyHandler((event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save(event);
  });
  const field: FieldOf<C> = (name) => ({
    id: `${ids}-${name}`,
    label: labels[name],
    error: errors[name] && (
      <>
        {errors[name]} {name in (refused?.errors ?? {}) && <HolderLink workspace={workspace} id={refused?.holder} />}
      </>
    ),
  });
  return (
    <form
      ref={form}
      class="subject subject-form"
      aria-label={isNew ? `New ${shown.one}` : `Edit ${shown.one}`}
      noValidate
      onSubmit={save}
      onKeyDown={onKeyDown}
    >
      <Fields workspace={workspace} draft={draft} field={field} change={change} />
      <MeanwhileNotice workspace={workspace} id={id} draft={draft} />
      <div class="actions">
        <button type="submit" class="button primary">
          Save
        </button>
        <Button onClick={() => state.drafts.cancel(id)}>Cancel</Button>
      </div>
    </form>
  );
}

/** The fields whose controls hold something that is no value, such as a date without a day: the browser reports it as nothing. */
function incompleteFields<C>(form: HTMLFormElement | null, ids: string): FieldErrors<C> {
  const inputs = form?.querySelectorAll('input') ?? [];
  const incomplete = [...inputs].filter(({ validity }) => validity.badInput);
  return Object.fromEntries(
    incomplete.map(({ id }) => [id.slice(ids.length + 1), 'This is incomplete.']),
  ) as FieldErrors<C>;
}

/** What is changed is not what was refused. */
function without<C>({ errors, holder }: NonNullable<Draft<C>['refused']>, part: Partial<C>): Draft<C>['refused'] {
  const rest = Object.entries(errors).filter(([field]) => !(field in part));
  return rest.length === 0 ? undefined : { errors: Object.fromEntries(rest) as FieldErrors<C>, holder };
}

type HolderLinkProps<C extends object, V extends ListChoice> = ViewProps<C, V> & { readonly id: string | undefined };

/** Leads to the subject that has the value. The draft stays. */
function HolderLink<C extends object, V extends ListChoice>({
  workspace: { shown, state },
  id,
}: HolderLinkProps<C, V>) {
  if (id === undefined) return null;
  return <Link href={state.addressOf({ open: id })}>Show that {shown.one}</Link>;
}

/** Appears when another user changes the subject that is being edited. */
function MeanwhileNotice<C extends object, V extends ListChoice>({ workspace, id, draft: { base } }: Props<C, V>) {
  const { one, labels } = workspace.shown;
  const subject = workspace.store.subjects.value.get(id)?.subject;
  const fields = Object.keys(labels) as (keyof C)[];
  const hasChanged =
    base !== undefined &&
    subject !== undefined &&
    subject.version > base.version &&
    (subject.deleted_at !== undefined || Object.keys(changedFields<C>(fields, base, subject)).length > 0);
  return (
    <p role="status" class={hasChanged ? 'notice' : 'unseen'}>
      {hasChanged &&
        (subject.deleted_at === undefined
          ? `Another user has changed this ${one}. When you save, you will see both versions.`
          : `Another user has moved this ${one} to the bin. When you save, you can choose what to do.`)}
    </p>
  );
}
