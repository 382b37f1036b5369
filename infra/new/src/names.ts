import { SpecError } from './spec.ts';

/** What an aggregate is called: one of it and all of them, in lower case. */
export type Names = { readonly one: string; readonly all: string };

export const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

/** The names of an aggregate. Throws a SpecError for what can be no name. */
export function namesOf(one: string, plural?: string): Names {
  const all = plural ?? pluralOf(one);
  for (const word of [one, all])
    if (!/^[a-z]{2,24}$/.test(word))
      throw new SpecError(
        `'${word}' is no name of an aggregate: one word of 2 to 24 lower-case letters, such as label.`,
      );
  if (one === all) throw new SpecError(`The plural of ${one} has to be another word: name it with --plural.`);
  return { one, all };
}

/** The plural as most English words have it; `--plural` is for the others. */
function pluralOf(one: string): string {
  if (/[^aeiou]y$/.test(one)) return `${one.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh)$/.test(one) ? `${one}es` : `${one}s`;
}

/** `stats-actors`, `stats_actors` and `statsActors` of any of them. */
export function spellingsOf(name: string): { readonly kebab: string; readonly snake: string; readonly camel: string } {
  if (!/^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/.test(name) || name.length > 40)
    throw new SpecError(
      `'${name}' is no name: lower-case letters and digits, with - between words, such as label-days.`,
    );
  const words = name.split(/[-_]/);
  return {
    kebab: words.join('-'),
    snake: words.join('_'),
    camel: words.map((word, i) => (i === 0 ? word : capital(word))).join(''),
  };
}
