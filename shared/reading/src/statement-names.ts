import type { Statement } from './run-statement.ts';

/** A statement of the few, or one of the many. */
export type NamedStatement = Statement & { readonly values: readonly unknown[] };

const most = 60;

/**
 * Gives statements that are put together names of their own, so that Postgres parses and plans each text once per connection. What a
 * plan takes, a quarter of a megabyte, stays in the memory of each connection, and combinations have no end. So only the first 60 texts
 * of a process get names; what comes after them is planned each time.
 */
export function createStatementNames(prefix: string) {
  const names = new Map<string, string>();
  return (text: string, values: readonly unknown[]): NamedStatement => {
    let name = names.get(text);
    if (name === undefined) {
      if (names.size >= most) return { text, values };
      name = `${prefix}-${names.size}`;
      names.set(text, name);
    }
    return { name, text, values };
  };
}
