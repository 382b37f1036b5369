import { useId } from 'preact/hooks';
import type { Content } from '../domain/any-note.ts';
import { type DiffLine, diffLines } from '../domain/diff-lines.ts';
import type { FieldConflict, Side } from '../domain/merge-fields.ts';

type Props = { readonly before: string; readonly after: string; readonly label: string };

const signs: Readonly<Record<DiffLine['kind'], string>> = { same: ' ', removed: '−', added: '+' };

/** What turns one text into the other. Signs say it as well as colours. */
export const LineDiff = ({ before, after, label }: Props) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard
  <section class="diff" aria-label={label} tabIndex={0}>
    {diffLines(before, after).map(({ kind, text }, at) => (
      <span key={at} class="diff-line" data-kind={kind}>
        {signs[kind]} {text}
      </span>
    ))}
  </section>
);

type FieldChoiceProps = {
  readonly conflict: FieldConflict;
  readonly mine: Content;
  readonly theirs: Content;
  readonly side: Side;
  readonly onChoose: (side: Side) => void;
};

const names = { title: 'Title', priority: 'Priority', description: 'Text' } as const;
const sides = { mine: 'Mine', theirs: 'Theirs' } as const;
const changedBy = { mine: 'changed by you', theirs: 'changed by them' } as const;
const lines = { mine: 'with the lines marked +', theirs: 'with the lines marked −' } as const;

/** One part of the note that differs. */
export function FieldChoice({
  conflict: { field, isBoth, suggested },
  mine,
  theirs,
  side,
  onChoose,
}: FieldChoiceProps) {
  const group = useId();
  const contents = { mine, theirs };
  return (
    <fieldset class="choice">
      <legend>
        {names[field]} <span class="hint">{isBoth ? 'changed by both' : changedBy[suggested]}</span>
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
