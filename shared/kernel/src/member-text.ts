/**
 * The text of a member's value, in the text of a JSON object that has been parsed already: byte for byte, where parsing and writing it
 * again would change numbers and escapes. Of a name that occurs more than once, the last, as parsers take it. Undefined if there
 * is none.
 */
export function memberText(object: string, name: string): string | undefined {
  const written = `"${name}"`;
  return lastNested(object, written) ?? lastNamed(object, written);
}

/**
 * As we write objects: the member is the last one, an object, and the only one that is. All that stands before the first brace behind
 * the opening one is then of the outer object, so it need not be looked through; a key's first quote is never one within a string.
 */
function lastNested(object: string, written: string): string | undefined {
  const start = object.indexOf('{', 1);
  const key = start - written.length - 1;
  if (start === -1 || object[key - 1] !== ',' || !object.startsWith(written, key) || object[start - 1] !== ':')
    return undefined;
  const end = endOfNested(object, start);
  return end === object.length - 1 ? object.slice(start, end) : undefined;
}

function lastNamed(object: string, written: string): string | undefined {
  let found: string | undefined;
  let at = valueFrom(object, 1);
  while (object.charCodeAt(at) === quote) {
    const afterKey = afterString(object, at);
    const isIt = isKey(object, at, afterKey, written);
    const start = valueFrom(object, afterKey);
    const end = afterValue(object, start);
    if (isIt) found = object.slice(start, end);
    at = valueFrom(object, end);
  }
  return found;
}

/** The texts of the items of a JSON array that has been parsed already, as `memberText` gives them. */
export function itemTexts(array: string): string[] {
  const items: string[] = [];
  for (let at = valueFrom(array, 1); at < array.length && array.charCodeAt(at) !== endOfArray; ) {
    const end = afterValue(array, at);
    items.push(array.slice(at, end));
    at = valueFrom(array, end);
  }
  return items;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const beginOfArray = 0x5b;
const endOfArray = 0x5d;
const beginOfObject = 0x7b;
const endOfObject = 0x7d;

/** A key may be spelled with escapes. */
function isKey(text: string, from: number, to: number, written: string): boolean {
  if (to - from === written.length && text.startsWith(written, from)) return true;
  const at = text.indexOf('\\', from);
  return at !== -1 && at < to && JSON.stringify(JSON.parse(text.slice(from, to))) === written;
}

/** Where the next key or value begins: behind white space, and a comma or colon. */
function valueFrom(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code <= 0x20 || code === comma || code === colon; ) code = text.charCodeAt(++at);
  return at;
}

/** Where a value ends that begins here. */
function afterValue(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (first === quote) return afterString(text, from);
  if (first === beginOfObject || first === beginOfArray) return endOfNested(text, from);
  let at = from;
  for (let code = first; code > 0x20 && code !== comma && code !== endOfObject && code !== endOfArray; )
    code = text.charCodeAt(++at);
  return at;
}

/** Where an object or array ends that begins here, in JSON that has been parsed already. */
export function endOfNested(text: string, from: number): number {
  let at = from;
  for (let depth = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = afterString(text, at);
      continue;
    }
    at++;
    if (code === beginOfObject || code === beginOfArray) depth++;
    else if ((code === endOfObject || code === endOfArray) && --depth === 0) return at;
  }
  return at;
}

function afterString(text: string, from: number): number {
  let end = text.indexOf('"', from + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end + 1;
}

/** Whether an odd number of backslashes stands before. */
function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text.charCodeAt(before - 1) === backslash) before--;
  return (at - before) % 2 === 1;
}
