import { Modal } from '../app/modal.tsx';
import type { Commands } from '../store/commands.ts';
import { type Conflict, conflict as current } from '../store/conflict.ts';
import { workspace } from '../store/workspace.ts';
import { sayDropped } from './say-dropped.ts';

type Props = { readonly conflict: Conflict; readonly commands: Commands; readonly onClose: () => void };

/** What one has changed is in the bin. */
export function DeletedMeanwhile({ conflict, commands, onClose }: Props) {
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
