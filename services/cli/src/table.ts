import { stripVTControlCharacters, styleText } from 'node:util';

export type Cell = string | number | boolean | null | undefined;

/** So many characters are left of a column at least, where a table is wider than the terminal. */
const narrowest = 8;

/**
 * Columns under their headings, for a terminal. Control characters are shown as dots, so that no text can act on it. `width`: of the
 * terminal; cells of the widest columns are cut off, but never those of the first one, which is what is copied.
 */
export function formatTable(
  headings: readonly string[],
  rows: readonly (readonly Cell[])[],
  width = Number.POSITIVE_INFINITY,
): string {
  const lines = [headings, ...rows].map((cells) => headings.map((_, i) => printable(cells[i])));
  const widths = headings.map((_, i) => Math.max(...lines.map((cells) => widthOf(cells[i] ?? ''))));
  fit(widths, width - 2 * (widths.length - 1));
  return lines
    .map((cells) =>
      cells
        .map((cell, i) => padded(cell, widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Text for a terminal in one line: control characters as dots. */
const printable = (cell: Cell): string => String(cell ?? '').replaceAll(/\p{Cc}/gu, '·');

/** Takes from the widest column, as long as all together are too wide. */
function fit(widths: number[], available: number): void {
  for (let over = widths.reduce((sum, width) => sum + width, 0) - available; over > 0; over--) {
    const widest = widths.reduce((best, width, i) => (i > 0 && width > (widths[best] ?? 0) ? i : best), 1);
    if ((widths[widest] ?? 0) <= narrowest) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}

function padded(cell: string, width: number): string {
  const own = widthOf(cell);
  return own > width ? cutOff(cell, width) : cell + ' '.repeat(width - own);
}

const segmenter = new Intl.Segmenter();
/** What takes two columns: CJK, Hangul, full width, and pictures. */
const wide =
  /^(?:[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}])/u;

/** The columns that a text takes on a terminal. */
export function widthOf(text: string): number {
  const plain = stripVTControlCharacters(text);
  if (/^[ -~]*$/.test(plain)) return plain.length;
  return [...segmenter.segment(plain)].reduce((sum, { segment }) => sum + (wide.test(segment) ? 2 : 1), 0);
}

/** The text, or what of it fits with an ellipsis behind it. */
export function cutOff(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let [kept, used] = ['', 1];
  for (const { segment } of segmenter.segment(stripVTControlCharacters(text))) {
    used += wide.test(segment) ? 2 : 1;
    if (used > width) break;
    kept += segment;
  }
  return `${kept}…${' '.repeat(Math.max(0, width - widthOf(kept) - 1))}`;
}

/** Text in a colour, where a person reads it on a terminal and has not said `NO_COLOR`. */
export function paint(colour: 'red' | 'yellow' | 'green' | 'dim', text: string, env: NodeJS.ProcessEnv): string {
  const isWanted = process.stdout.isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return isWanted ? styleText(colour, text) : text;
}
