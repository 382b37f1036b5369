import { Button, LineDiff, Modal } from '@notes/page';
import { type FieldConflict, findConflicts, mergeFields, type Side } from '@notes/page/subjects';
import { useId, useState } from 'preact/hooks';
import { type AnyNote, type Content, changedContent, contentOf, fields, labels } from './content.ts';
import { type Conflict, conflict as current, drafts, open, reportDiscarded } from './view-state.ts';
import type { NotesWorkspace } from './workspace.ts';

type Props = { readonly conflict: Conflict; readonly workspace: NotesWorkspace };

/** The note has changed since the user began to edit: shows both versions to choose from. Closing it returns to the form. */
export function ConflictDialog({ conflict, workspace }: Props) {
  const { theirs } = conflict;
  const close = (): void => {
    if (current.value === conflict) current.value = undefined;
  };
  if (theirs === undefined) return <DeletedMeanwhile conflict={conflict} workspace={workspace} onClose={close} />;
  return <Choices key={theirs.version} conflict={conflict} theirs={theirs} workspace={workspace} onClose={close} />;
}

type ChoicesProps = Props & { readonly theirs: AnyNote; readonly onClose: () => void };

function Choices({ conflict, theirs, workspace, onClose }: ChoicesProps) {
  const { base, mine } = conflict;
  const conflicts = findConflicts(fields, base, mine, theirs);
  const [sides, setSides] = useState<Readonly<Partial<Record<keyof Content, Side>>>>(
    Object.fromEntries(conflicts.map(({ field, suggested }) => [field, suggested])),
  );
  const save = (content: typeof mine): void => {
    current.value = undefined;
    if (Object.keys(changedContent(theirs, content)).length > 0) workspace.commands.revise(theirs, content);
  };
  const takeTheirs = (): void => {
    current.value = undefined;
    reportDiscarded(conflict);
  };
  const resumeEditing = (): void => {
    if (current.value === conflict) {
      drafts.keep(theirs.id, { base: theirs, content: mine });
      open(theirs.id);
    }
    onClose();
  };
  return (
    <Modal title="Someone else changed this note" onClose={resumeEditing} wide>
      <p>
        This note has changed since you began to edit; it is now version {theirs.version}. Choose for each part, or take
        one version as a whole.
      </p>
      {conflicts.length === 0 && <p class="notice">Both versions are the same: there is nothing to choose.</p>}
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
        <Button kind="primary" onClick={() => save(mergeFields(mine, contentOf(theirs), sides))}>
          Save as chosen
        </Button>
        <Button onClick={() => save(mine)}>Keep mine</Button>
        <Button onClick={takeTheirs}>Take theirs</Button>
      </div>
    </Modal>
  );
}

type DeletedMeanwhileProps = Props & { readonly onClose: () => void };

/** The note was deleted while the user edited it. */
function DeletedMeanwhile({ conflict, workspace, onClose }: DeletedMeanwhileProps) {
  const { commands, store } = workspace;
  const { id, mine } = conflict;
  const restore = (): void => {
    const note = store.subjects.value.get(id)?.subject;
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
    if (current.value === conflict) reportDiscarded(conflict);
    onClose();
  };
  return (
    <Modal title="This note is in the bin" onClose={drop}>
      <p>Another user has deleted this note while you were editing it: “{mine.title}”.</p>
      <div class="actions">
        <Button kind="primary" onClick={restore}>
          Restore it with my changes
        </Button>
        <Button onClick={copy}>Save mine as a new note</Button>
        <Button onClick={drop}>Discard mine</Button>
      </div>
    </Modal>
  );
}

type FieldChoiceProps = {
  readonly conflict: FieldConflict<Content>;
  readonly mine: Content;
  readonly theirs: Content;
  readonly side: Side;
  readonly onChoose: (side: Side) => void;
};

const sides = { mine: 'Mine', theirs: 'Theirs' } as const;
const changedBy = { mine: 'changed by you', theirs: 'changed by them' } as const;
const lines = { mine: 'with the lines marked +', theirs: 'with the lines marked −' } as const;

/** One field that differs. */
function FieldChoice({ conflict: { field, isBoth, suggested }, mine, theirs, side, onChoose }: FieldChoiceProps) {
  const group = useId();
  const contents = { mine, theirs };
  return (
    <fieldset class="choice">
      <legend>
        {labels[field]} <span class="hint">{isBoth ? 'changed by both' : changedBy[suggested]}</span>
      </legend>
      {(['mine', 'theirs'] as const).map((one) => (
        <label key={one} class="option" data-chosen={side === one}>
          <input type="radio" name={group} checked={side === one} onChange={() => onChoose(one)} />
          <span class="option-name">{sides[one]}</span>
          {field === 'description' ? (
            <span class="hint">{lines[one]}</span>
          ) : (
            <span class="option-value">{String(contents[one][field])}</span>
          )}
        </label>
      ))}
      {field === 'description' && (
        <LineDiff before={theirs.description} after={mine.description} label="From their text to mine" />
      )}
    </fieldset>
  );
}
