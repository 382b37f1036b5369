type Props = { readonly before: string; readonly after: string; readonly label: string };

const signs: Readonly<Record<DiffLine['kind'], string>> = { same: ' ', removed: '−', added: '+' };

/** The difference between two texts. Signs mark the lines as well as colours. */
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

export type DiffLine = { readonly kind: 'same' | 'removed' | 'added'; readonly text: string };

/** Beyond this many pairs of lines the middle is shown as replaced: an exact difference of long texts would take too long. */
const mostPairs = 1_000_000;

/** The shortest edit from one text to the other, line by line: removals first. */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let tail = 0;
  while (tail < a.length - start && tail < b.length - start && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  return [
    ...all('same', a.slice(0, start)),
    ...diffMiddle(a.slice(start, a.length - tail), b.slice(start, b.length - tail)),
    ...all('same', a.slice(a.length - tail)),
  ];
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.split('\n'));

const all = (kind: DiffLine['kind'], lines: readonly string[]): DiffLine[] => lines.map((text) => ({ kind, text }));

function diffMiddle(a: readonly string[], b: readonly string[]): DiffLine[] {
  if (a.length * b.length > mostPairs) return [...all('removed', a), ...all('added', b)];
  const common = commonLengths(a, b);
  const width = b.length + 1;
  const diff: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    const [left = '', right = ''] = [a[i], b[j]];
    if (left === right) {
      diff.push({ kind: 'same', text: left });
      i += 1;
      j += 1;
    } else if ((common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0)) {
      diff.push({ kind: 'removed', text: left });
      i += 1;
    } else {
      diff.push({ kind: 'added', text: right });
      j += 1;
    }
  }
  return [...diff, ...all('removed', a.slice(i)), ...all('added', b.slice(j))];
}

/** At (i, j): the length of the longest common subsequence of the lines from i and from j on. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint32Array {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] =
        a[i] === b[j]
          ? 1 + (lengths[(i + 1) * width + j + 1] ?? 0)
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
  return lengths;
}
