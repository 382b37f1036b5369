/**
 * A pattern over whole names: `*` any run of characters, `?` any one, `[abc]` one of these literally, `\` takes away what the next
 * character means; an unclosed `[` and a `\` at the end stand for themselves. Matching costs at most the product of both lengths, with no
 * way to make it blow up. Characters are code points.
 */
export type Glob = { readonly pattern: string; matches(name: string): boolean };

type Token = '*' | '?' | ReadonlySet<string>;

export function parseGlob(pattern: string): Glob {
  const tokens = tokensOf([...pattern]);
  if (tokens.length === 1 && tokens[0] === '*') return { pattern, matches: () => true };
  return { pattern, matches: (name) => matches(tokens, [...name]) };
}

function tokensOf(text: readonly string[]): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    const next = text[at + 1];
    const close = character === '[' ? text.indexOf(']', at + 1) : -1;
    if (character === '*') {
      if (tokens.at(-1) !== '*') tokens.push('*');
    } else if (character === '?') tokens.push('?');
    else if (close !== -1) {
      tokens.push(new Set(text.slice(at + 1, close)));
      at = close;
    } else if (character === '\\' && next !== undefined) {
      tokens.push(new Set([next]));
      at += 1;
    } else tokens.push(new Set([character]));
  }
  return tokens;
}

/** Greedy with one point of return: only the last star can need to take more, so earlier ones are never tried again. */
function matches(tokens: readonly Token[], name: readonly string[]): boolean {
  let token = 0;
  let at = 0;
  let star = -1;
  let starAt = 0;
  while (at < name.length) {
    if (tokens[token] === '*') {
      star = token;
      starAt = at;
      token += 1;
    } else if (admits(tokens[token], name[at] ?? '')) {
      token += 1;
      at += 1;
    } else if (star !== -1) {
      token = star + 1;
      starAt += 1;
      at = starAt;
    } else return false;
  }
  while (tokens[token] === '*') token += 1;
  return token === tokens.length;
}

const admits = (token: Token | undefined, character: string): boolean =>
  token === '?' || (typeof token === 'object' && token.has(character));
