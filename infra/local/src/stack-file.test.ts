import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellLines } from './stack-file.ts';

test('a shell reads the variables as they are, whatever stands in them', () => {
  const variables = { ONE: 'it\'s $HOME `id` "x" \\', TWO: 'postgres://a:b@127.0.0.1/notes?x=1&y=2' };
  const printed = execFileSync('sh', ['-c', `${shellLines(variables)} printf '%s\n%s' "$ONE" "$TWO"`], {
    encoding: 'utf8',
  });
  expect(printed).toBe(`${variables.ONE}\n${variables.TWO}`);
});
