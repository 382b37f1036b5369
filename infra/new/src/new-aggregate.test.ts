import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { fill, wordsFor } from './fill.ts';
import { namesOf } from './names.ts';
import { newAggregate } from './new-aggregate.ts';
import { newMigration } from './new-migration.ts';
import { newProjection } from './new-projection.ts';
import { openRepository } from './repository.ts';
import { readFields, SpecError } from './spec.ts';
import { writeFiles } from './write-files.ts';

const repository = openRepository(fileURLToPath(new URL('../../../', import.meta.url)));
const fields = readFields('name:string(1..64)!');

test('nothing of the template is left in what is made of it', () => {
  const files = newAggregate(repository, namesOf('gadget'), fields);
  for (const [path, text] of files)
    if (path.includes('gadget')) expect(text, path).not.toMatch(/sample|Sample|\/\/ <|-- </);
  expect([...files.keys()].filter((path) => path.endsWith('.sql'))).toEqual([
    expect.stringMatching(/^shared\/features\/gadgets\/migrations\/\d{4}_gadgets\.sql$/),
  ]);
});

test.each(['note', 'task', 'claim', 'stat', 'class', 'name'])('%s is no name for one', (one) => {
  expect(() => newAggregate(repository, namesOf(one), fields)).toThrow(SpecError);
});

test('articles and places', () => {
  const words = wordsFor({ one: 'idea', all: 'ideas' });
  expect(fill('a sample, A sample, samples, Samples\n', words)).toBe('an idea, An idea, ideas, Ideas\n');
  expect(fill('a\n  // <x>\n  b\n  // </x>\nsample\n', words, { x: ['sample', 'c'] })).toBe('a\n  sample\n  c\nidea\n');
});

test('a projection is named in its feature, a migration has the next number', () => {
  const files = newProjection(repository, 'tasks', 'task-actors');
  expect(files.get('shared/features/tasks/src/project/index.ts')).toMatch(/projections: \[[^\]]*, taskActors\]/);
  expect(files.get('shared/features/tasks/src/project/task-actors.ts')).toContain('TaskState');
  expect(() => newProjection(repository, 'tasks', 'task-days')).toThrow("There is a table 'task_days' already");
  expect([...newMigration(repository, 'more', undefined).keys()]).toEqual([
    `infra/postgres/migrations/${repository.nextMigration()}_more.sql`,
  ]);
  expect(() => newMigration(repository, 'more', 'nothing')).toThrow(SpecError);
});

test('all is written, or nothing', () => {
  const root = mkdtempSync(join(tmpdir(), 'notes-new-'));
  writeFileSync(join(root, 'old.ts'), 'export const old = 1;\n');
  // There is no formatter here.
  const files = new Map([
    ['old.ts', 'export const changed = 1;\n'],
    ['a/b/new.ts', 'export const made = 1;\n'],
  ]);
  expect(() => writeFiles(root, files)).toThrow();
  expect(readdirSync(root)).toEqual(['old.ts']);
  expect(readFileSync(join(root, 'old.ts'), 'utf8')).toBe('export const old = 1;\n');
  rmSync(root, { recursive: true });
});
