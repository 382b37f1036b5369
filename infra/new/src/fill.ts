import type { Blocks } from './field-lines.ts';
import { capital, type Names } from './names.ts';

/** A place for lines of the fields: from a comment `<name>` to a comment `</name>`. */
const place = /^([ \t]*)(?:\/\/|--) <(\w+)>\n[\s\S]*?^[ \t]*(?:\/\/|--) <\/\2>\n/gm;

/** A text of the template with these words in place of its own, and these lines in its places. */
export function fill(
  text: string,
  words: readonly (readonly [from: string, to: string])[],
  blocks: Blocks = {},
): string {
  let filled = '';
  let end = 0;
  for (const found of text.matchAll(place)) {
    filled += renamed(text.slice(end, found.index), words);
    const lines = blocks[found[2] ?? ''];
    if (lines === undefined) throw new Error(`the template has a place that nothing is for: ${found[2]}`);
    filled += lines.map((line) => `${found[1]}${line}\n`).join('');
    end = found.index + found[0].length;
  }
  return filled + renamed(text.slice(end), words);
}

const renamed = (text: string, words: readonly (readonly [from: string, to: string])[]): string =>
  words.reduce((before, [from, to]) => before.replaceAll(from, to), text);

/** The words of the template, which has samples, and those of an aggregate. */
export const wordsFor = ({ one, all }: Names): readonly (readonly [from: string, to: string])[] => [
  ['samples', all],
  ['Samples', capital(all)],
  ...(/^[aeiou]/.test(one)
    ? ([
        ['a sample', `an ${one}`],
        ['A sample', `An ${one}`],
      ] as const)
    : []),
  ['sample', one],
  ['Sample', capital(one)],
];
