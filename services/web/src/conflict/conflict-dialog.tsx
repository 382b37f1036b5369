import type { Note } from '@notes/client';
import { useState } from 'preact/hooks';
import { Modal } from '../app/modal.tsx';
import { contentOf } from '../domain/any-note.ts';
import { changedFields, type Field, findConflicts, mergeFields, type Side } from '../domain/merge-fields.ts';
import type { Commands } from '../store/commands.ts';
import { type Conflict, conflict as current, sayDropped } from '../store/conflict.ts';
import { keepDraft } from '../store/drafts.ts';
import { navigate } from '../store/location.ts';
import { workspace } from '../store/workspace.ts';
import { FieldChoice } from './line-diff.tsx';

type Props = { readonly conflict: Conflict; readonly commands: Commands };

/** Two have changed the same note: shows both, and lets one choose. Closing it goes back to writing. */
export function ConflictDialog({ conflict, commands }: Props) {
  const { theirs } = conflict;
  const close = (): void => {
    if (current.value === conflict) current.value = undefined;
  };
  if (theirs === undefined) return <DeletedMeanwhile conflict={conflict} commands={commands} onClose={close} />;
  return <Choices key={theirs.version} conflict={conflict} theirs={theirs} commands={commands} onClose={close} />;
}

type ChoicesProps = Props & { readonly theirs: Note; readonly onClose: () => void };

function Choices({ conflict, theirs, commands, onClose }: ChoicesProps) {
  const { base, mine } = conflict;
  const conflicts = findConflicts(base, mine, theirs);
  const [sides, setSides] = useState<Readonly<Partial<Record<Field, Side>>>>(
    Object.fromEntries(conflicts.map(({ field, suggested }) => [field, suggested])),
  );
  const save = (content: typeof mine): void => {
    current.value = undefined;
    if (Object.keys(changedFields(theirs, content)).length > 0) commands.revise(theirs, content);
  };
  const takeTheirs = (): void => {
    current.value = undefined;
    sayDropped(conflict);
  };
  const goOnWriting = (): void => {
    if (current.value === conflict) {
      keepDraft(theirs.id, { base: theirs, content: mine });
      navigate({ open: theirs.id });
    }
    onClose();
  };
  return (
    <Modal title="Somebody was faster" onClose={goOnWriting} wide>
      <p>
        This note has changed since you began to write; it is version {theirs.version} now. Choose for each part, or
        take one version as a whole.
      </p>
      {conflicts.length === 0 && <p class="notice">Both versions say the same: there is nothing left to choose.</p>}
      {conflicts.map((one) => (
        <FieldChoice
          key={one.field}
          conflict={one}
          mine={mine}
          theirs={theirs}
          side={sides[one.field] ?? 'theirs'}
          onChoose={(side) => setSides({ ...sides, [one.field]: side })}
        />
      ))}
      <div class="actions">
        <button type="button" class="button primary" onClick={() => save(mergeFields(mine, contentOf(theirs), sides))}>
          Save as chosen
        </button>
        <button type="button" class="button" onClick={() => save(mine)}>
          Keep mine
        </button>
        <button type="button" class="button" onClick={takeTheirs}>
          Take theirs
        </button>
      </div>
    </Modal>
  );
}

type DeletedMeanwhileProps = { readonly conflict: Conflict; readonly commands: Commands; readonly onClose: () => void };

/** What one has changed is in the bin. */
function DeletedMeanwhile({ conflict, commands, onClose }: DeletedMeanwhileProps) {
  const { noteId, mine } = conflict;
  const restore = (): void => {
    const note = workspace.value.store.notes.value.get(noteId)?.note;
    if (note === undefined) commands.create(mine);
    else {
      commands.restore(note);
      commands.revise(note, mine);
    }
    onClose();
  };
  const copy = (): void => {
    commands.create(mine);
    onClose();
  };
  const drop = (): void => {
    if (current.value === conflict) sayDropped(conflict);
    onClose();
  };
  return (
    <Modal title="It is in the bin" onClose={drop}>
      <p>Somebody has deleted this note while you were writing: “{mine.title}”.</p>
      <div class="actions">
        <button type="button" class="button primary" onClick={restore}>
          Restore it with my changes
        </button>
        <button type="button" class="button" onClick={copy}>
          Save mine as a new note
        </button>
        <button type="button" class="button" onClick={drop}>
          Drop mine
        </button>
      </div>
    </Modal>
  );
}
