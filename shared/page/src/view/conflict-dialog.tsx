import { useId, useState } from 'preact/hooks';
import { Button } from '../controls.tsx';
import { LineDiff } from '../line-diff.tsx';
import { Modal } from '../modal.tsx';
import {
  changedFields,
  type FieldConflict,
  findConflicts,
  type ListChoice,
  mergeFields,
  pickFields,
  type Side,
  type Subject,
} from '../subjects/index.ts';
import { type Conflict, type ResourceView, titleOf, type ViewProps } from './resource-view.ts';

type Props<C extends object, V extends ListChoice> = ViewProps<C, V> & { readonly conflict: Conflict<C> };

/** The subject has changed since the user began to edit: shows both versions to choose from. Closing it returns to the form. */
export function ConflictDialog<C extends object, V extends ListChoice>({ conflict, workspace }: Props<C, V>) {
  const { theirs } = conflict;
  const current = workspace.state.conflict;
  const close = (): void => {
    if (current.value === conflict) current.value = undefined;
  };
  if (theirs === undefined) return <DeletedMeanwhile conflict={conflict} workspace={workspace} onClose={close} />;
  return <Choices key={theirs.version} conflict={conflict} theirs={theirs} workspace={workspace} onClose={close} />;
}

type ChoicesProps<C extends object, V extends ListChoice> = Props<C, V> & {
  readonly theirs: Subject<C>;
  readonly onClose: () => void;
};

function Choices<C extends object, V extends ListChoice>({ conflict, theirs, workspace, onClose }: ChoicesProps<C, V>) {
  const { state, shown, commands } = workspace;
  const { base, mine } = conflict;
  const fields = Object.keys(shown.labels) as (keyof C & string)[];
  const conflicts = findConflicts<C>(fields, base, mine, theirs);
  const [sides, setSides] = useState<Readonly<Partial<Record<keyof C, Side>>>>(
    Object.fromEntries(conflicts.map(({ field, suggested }) => [field, suggested])) as Partial<Record<keyof C, Side>>,
  );
  const save = (content: C): void => {
    state.conflict.value = undefined;
    if (Object.keys(changedFields<C>(fields, theirs, content)).length > 0) commands.revise(theirs, content);
  };
  const takeTheirs = (): void => {
    state.conflict.value = undefined;
    state.reportDiscarded(conflict);
  };
  const resumeEditing = (): void => {
    if (state.conflict.value === conflict) {
      state.drafts.keep(theirs.id, { base: theirs, content: mine });
      state.open(theirs.id);
    }
    onClose();
  };
  const theirContent: C = { ...shown.empty, ...pickFields<C>(fields, theirs) };
  return (
    <Modal title={`Someone else changed this ${shown.one}`} onClose={resumeEditing} wide>
      <p>
        This {shown.one} has changed since you began to edit; it is now version {theirs.version}. Choose for each part,
        or take one version as a whole.
      </p>
      {conflicts.length === 0 && <p class="notice">Both versions are the same: there is nothing to choose.</p>}
      {conflicts.map((one) => (
        <FieldChoice
          key={String(one.field)}
          shown={shown}
          conflict={one}
          mine={mine}
          theirs={theirs}
          side={sides[one.field] ?? 'theirs'}
          onChoose={(side) => setSides({ ...sides, [one.field]: side })}
        />
      ))}
      <div class="actions">
        <Button kind="primary" onClick={() => save(mergeFields<C>(mine, theirContent, sides))}>
          Save as chosen
        </Button>
        <Button onClick={() => save(mine)}>Keep mine</Button>
        <Button onClick={takeTheirs}>Take theirs</Button>
      </div>
    </Modal>
  );
}

type DeletedMeanwhileProps<C extends object, V extends ListChoice> = Props<C, V> & { readonly onClose: () => void };

/** The subject was deleted while the user edited it. */
function DeletedMeanwhile<C extends object, V extends ListChoice>(props: DeletedMeanwhileProps<C, V>) {
  const { conflict, workspace, onClose } = props;
  const { commands, store, shown, state } = workspace;
  const { id, mine } = conflict;
  const restore = (): void => {
    const subject = store.subjects.value.get(id)?.subject;
    if (subject === undefined) commands.create(mine);
    else {
      commands.restore(subject);
      commands.revise(subject, mine);
    }
    onClose();
  };
  const copy = (): void => {
    commands.create(mine);
    onClose();
  };
  const drop = (): void => {
    if (state.conflict.value === conflict) state.reportDiscarded(conflict);
    onClose();
  };
  return (
    <Modal title={`This ${shown.one} is in the bin`} onClose={drop}>
      <p>
        Another user has deleted this {shown.one} while you were editing it: “{titleOf(shown, mine)}”.
      </p>
      <div class="actions">
        <Button kind="primary" onClick={restore}>
          Restore it with my changes
        </Button>
        <Button onClick={copy}>Save mine as a new {shown.one}</Button>
        <Button onClick={drop}>Discard mine</Button>
      </div>
    </Modal>
  );
}

type FieldChoiceProps<C extends object, V extends ListChoice> = {
  readonly shown: ResourceView<C, V>;
  readonly conflict: FieldConflict<C>;
  readonly mine: C;
  readonly theirs: C;
  readonly side: Side;
  readonly onChoose: (side: Side) => void;
};

const sideNames = { mine: 'Mine', theirs: 'Theirs' } as const;
const changedBy = { mine: 'changed by you', theirs: 'changed by them' } as const;
const lines = { mine: 'with the lines marked +', theirs: 'with the lines marked −' } as const;

/** One field that differs. */
function FieldChoice<C extends object, V extends ListChoice>(props: FieldChoiceProps<C, V>) {
  const { shown, conflict, mine, theirs, side, onChoose } = props;
  const { isBoth, suggested } = conflict;
  const field = conflict.field as keyof C & string;
  const group = useId();
  const contents = { mine, theirs };
  const isText = field === shown.text;
  return (
    <fieldset class="choice">
      <legend>
        {shown.labels[field]} <span class="hint">{isBoth ? 'changed by both' : changedBy[suggested]}</span>
      </legend>
      {(['mine', 'theirs'] as const).map((one) => (
        <label key={one} class="option" data-chosen={side === one}>
          <input type="radio" name={group} checked={side === one} onChange={() => onChoose(one)} />
          <span class="option-name">{sideNames[one]}</span>
          {isText ? (
            <span class="hint">{lines[one]}</span>
          ) : (
            <span class="option-value">{shown.valueText(field, contents[one]) || <i>none</i>}</span>
          )}
        </label>
      ))}
      {isText && (
        <LineDiff before={String(theirs[field])} after={String(mine[field])} label="From their text to mine" />
      )}
    </fieldset>
  );
}
