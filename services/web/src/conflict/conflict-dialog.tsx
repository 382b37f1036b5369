import type { Note } from '@notes/client';
import { useState } from 'preact/hooks';
import { Modal } from '../app/modal.tsx';
import { contentOf } from '../domain/any-note.ts';
import { changedFields, type Field, findConflicts, mergeFields, type Side } from '../domain/merge-fields.ts';
import type { Commands } from '../store/commands.ts';
import { type Conflict, conflict as current } from '../store/conflict.ts';
import { keepDraft } from '../store/drafts.ts';
import { navigate } from '../store/location.ts';
import { DeletedMeanwhile } from './deleted-meanwhile.tsx';
import { FieldChoice } from './field-choice.tsx';
import { sayDropped } from './say-dropped.ts';

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
