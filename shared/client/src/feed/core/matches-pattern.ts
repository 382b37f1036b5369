type Token = '*' | '?' | ReadonlySet<string>;

/**
 * Whether a name fits a pattern, as the service sees it: `*` any run of characters, `?` any one, `[abc]` one of these, `\` takes away
 * what the next character means. Needed where several subscriptions share one channel.
 */
export function matchesPattern(pattern: string, name: string): boolean {
  if (pattern === '*') return true;
  return fits(tokensOf([...pattern]), [...name]);
}

function tokensOf(text: readonly string[]): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    const next = text[at + 1];
    const end = character === '[' ? text.indexOf(']', at + 1) : -1;
    if (character === '*' || character === '?') tokens.push(character);
    else if (end !== -1) {
      tokens.push(new Set(text.slice(at + 1, end)));
      at = end;
    } else if (character === '\\' && next !== undefined) {
      tokens.push(new Set([next]));
      at += 1;
    } else tokens.push(new Set([character]));
  }
  return tokens;
}

/** Token by token, the set of places in the name that can be reached: no pattern makes it blow up. */
function fits(tokens: readonly Token[], name: readonly string[]): boolean {
  let places: readonly boolean[] = name.map(() => false);
  places = [true, ...places];
  for (const token of tokens) {
    let isReached = false;
    places = places.map((here, at) => {
      if (token === '*') {
        isReached ||= here;
        return isReached;
      }
      const before = name[at - 1];
      return before !== undefined && places[at - 1] === true && (token === '?' || token.has(before));
    });
  }
  return places.at(-1) === true;
}
