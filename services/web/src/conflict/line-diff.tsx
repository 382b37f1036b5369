import { type DiffLine, diffLines } from '../domain/diff-lines.ts';

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
