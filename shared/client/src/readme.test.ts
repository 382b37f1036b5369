import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const snippets = new URL('./snippets/', import.meta.url);

/** The compiler checks the snippets as sources of this package; snippets.test.ts and snippets.int.test.ts run them. */
test('every piece of code in the README is a snippet that is compiled and run', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const shown = [...readme.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language, code]) => ({ language, code }));
  const files = await Promise.all((await readdir(snippets)).map((name) => readFile(new URL(name, snippets), 'utf8')));
  const code = shown.filter(({ language }) => language !== 'sh').map(({ code }) => code);
  expect(code.sort()).toEqual(files.sort());
});
