import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { keyHandler } from '../app/key-handler.ts';
import { type Content, type ContentErrors, checkContent } from '../domain/any-note.ts';
import { changedFields } from '../domain/merge-fields.ts';
import { newNote } from '../domain/route.ts';
import type { Workspace } from '../store/create-workspace.ts';
import { cancelDraft, type Draft, dropDraft, keepDraft } from '../store/drafts.ts';
import { navigate } from '../store/location.ts';

type Props = { readonly workspace: Workspace; readonly id: string; readonly draft: Draft };

/** A note to write: a new one, or a change. */
export function NoteForm({ workspace, id, draft }: Props) {
  const [errors, setErrors] = useState<ContentErrors>({});
  const title = useRef<HTMLInputElement>(null);
  const form = useId();
  useEffect(() => title.current?.focus(), []);
  const { base, content } = draft;
  const isNew = id === newNote;
  const change = (part: Partial<Content>): void => keepDraft(id, { base, content: { ...content, ...part } });
  const save = (event?: Event): void => {
    event?.preventDefault();
    const found = checkContent(content);
    setErrors(found);
    const [wrong] = Object.keys(found);
    if (wrong !== undefined) document.getElementById(`${form}-${wrong}`)?.focus();
    else submit(workspace, id, draft);
  };
  const onKeyDown = keyHandler((event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save(event);
  });
  return (
    <form
      class="note note-form"
      aria-label={isNew ? 'New note' : 'Edit note'}
      noValidate
      onSubmit={save}
      onKeyDown={onKeyDown}
    >
      <FormField id={`${form}-title`} label="Title" error={errors.title}>
        {(attributes) => (
          <input
            {...attributes}
            ref={title}
            class="title-input"
            value={content.title}
            onInput={({ currentTarget }) => change({ title: currentTarget.value })}
          />
        )}
      </FormField>
      <FormField id={`${form}-description`} label="Text" error={errors.description}>
        {(attributes) => (
          <textarea
            {...attributes}
            rows={12}
            value={content.description}
            onInput={({ currentTarget }) => change({ description: currentTarget.value })}
          />
        )}
      </FormField>
      <FormField id={`${form}-priority`} label="Priority" error={errors.priority}>
        {(attributes) => (
          <input
            {...attributes}
            type="number"
            class="priority-input"
            value={Number.isNaN(content.priority) ? '' : content.priority}
            onInput={({ currentTarget }) => change({ priority: currentTarget.valueAsNumber })}
          />
        )}
      </FormField>
      <MeanwhileNotice workspace={workspace} id={id} draft={draft} />
      <div class="actions">
        <button type="submit" class="button primary">
          Save
        </button>
        <button type="button" class="button" onClick={() => cancelDraft(id)}>
          Cancel
        </button>
      </div>
    </form>
  );
}

function submit({ commands }: Workspace, id: string, { base, content }: Draft): void {
  dropDraft(id);
  if (base === undefined) navigate({ open: commands.create(content) }, 'replace');
  else commands.revise(base, content);
}

/** Somebody has changed what is being edited. */
function MeanwhileNotice({ workspace, id, draft: { base } }: Props) {
  const note = workspace.store.notes.value.get(id)?.note;
  const hasChanged =
    base !== undefined &&
    note !== undefined &&
    note.version > base.version &&
    (note.deleted_at !== undefined || Object.keys(changedFields(base, note)).length > 0);
  return (
    <p role="status" class={hasChanged ? 'notice' : 'unseen'}>
      {hasChanged &&
        (note.deleted_at === undefined
          ? 'Somebody has changed this note meanwhile. When you save, you will see both versions.'
          : 'Somebody has put this note into the bin meanwhile. When you save, you will be asked.')}
    </p>
  );
}

type Attributes = {
  readonly id: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
};

type FormFieldProps = {
  readonly id: string;
  readonly label: string;
  readonly error: string | undefined;
  readonly children: (attributes: Attributes) => ComponentChildren;
};

/** A control with its label and what is wrong with its value. */
const FormField = ({ id, label, error, children }: FormFieldProps) => (
  <div class="field">
    <label for={id}>{label}</label>
    {children({ id, 'aria-invalid': error !== undefined, 'aria-describedby': error && `${id}-error` })}
    {error && (
      <p class="error" id={`${id}-error`}>
        {error}
      </p>
    )}
  </div>
);
