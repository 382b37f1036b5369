import { Button, FormField, keyHandler } from '@notes/page';
import { type Draft, newId } from '@notes/page/subjects';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { type Content, type ContentErrors, changedContent, checkContent, labels } from './content.ts';
import { drafts, open } from './view-state.ts';
import type { NotesWorkspace } from './workspace.ts';

type Props = { readonly workspace: NotesWorkspace; readonly id: string; readonly draft: Draft<Content> };

/** The form of a new note, or of a change. */
export function NoteForm({ workspace, id, draft }: Props) {
  const [errors, setErrors] = useState<ContentErrors>({});
  const title = useRef<HTMLInputElement>(null);
  const form = useId();
  useEffect(() => title.current?.focus(), []);
  const { base, content } = draft;
  const isNew = id === newId;
  const change = (part: Partial<Content>): void => drafts.keep(id, { base, content: { ...content, ...part } });
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
      <FormField id={`${form}-title`} label={labels.title} error={errors.title}>
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
      <FormField id={`${form}-description`} label={labels.description} error={errors.description}>
        {(attributes) => (
          <textarea
            {...attributes}
            rows={12}
            value={content.description}
            onInput={({ currentTarget }) => change({ description: currentTarget.value })}
          />
        )}
      </FormField>
      <FormField id={`${form}-priority`} label={labels.priority} error={errors.priority}>
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
        <Button onClick={() => drafts.cancel(id)}>Cancel</Button>
      </div>
    </form>
  );
}

function submit({ commands }: NotesWorkspace, id: string, { base, content }: Draft<Content>): void {
  drafts.drop(id);
  if (base === undefined) open(commands.create(content), 'replace');
  else commands.revise(base, content);
}

/** Appears when another user changes the note that is being edited. */
function MeanwhileNotice({ workspace, id, draft: { base } }: Props) {
  const note = workspace.store.subjects.value.get(id)?.subject;
  const hasChanged =
    base !== undefined &&
    note !== undefined &&
    note.version > base.version &&
    (note.deleted_at !== undefined || Object.keys(changedContent(base, note)).length > 0);
  return (
    <p role="status" class={hasChanged ? 'notice' : 'unseen'}>
      {hasChanged &&
        (note.deleted_at === undefined
          ? 'Another user has changed this note. When you save, you will see both versions.'
          : 'Another user has moved this note to the bin. When you save, you can choose what to do.')}
    </p>
  );
}
