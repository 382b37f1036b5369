import { Command, CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { resources } from './resource.ts';
import { addSchemaOptions, flagOf, type Values } from './schema-options.ts';

/** What a command with the options of a schema takes from these arguments. */
function take(schema: Parameters<typeof addSchemaOptions>[1], place: 'query' | 'body', ...args: string[]): Values {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  const valuesOf = addSchemaOptions(command, schema, place);
  command.parse(args, { from: 'user' });
  return valuesOf(command.opts());
}

test.each(resources)('every field and every filter of $all has a flag', ({ Body, Patch, Query }) => {
  for (const schema of [Body, Patch, Query]) {
    const command = new Command();
    addSchemaOptions(command, schema, 'body');
    expect(command.options.map(({ long }) => long).toSorted()).toEqual(
      Object.keys(schema.properties).map(flagOf).toSorted(),
    );
  }
});

const [task] = resources.filter(({ one }) => one === 'task');
if (task === undefined) throw new Error('there are no tasks');

test('values are of the types that the contract says', () => {
  expect(
    take(
      task.Body,
      'body',
      ...['--title', '-x', '--severity', '-3', '--story-points', '2.50', '--type', 'issue', '--done-at', 'true'],
    ),
  ).toEqual({ title: '-x', severity: -3, story_points: '2.50', type: 'issue', done_at: true });
  expect(
    take(
      task.Query,
      'query',
      ...['--severity', '1', '--severity', 'null', '--severity:ge', '2', '--type:ne', 'todo', '--done', '--deleted'],
      ...['--order-by', '-due', '--order-by', 'title', '--assignee', 'null', '--due:lt', '2026-02-01T00:00:00Z'],
    ),
  ).toEqual({
    ...{ severity: [1, null], 'severity:ge': 2, 'type:ne': ['todo'], done: true, deleted: true },
    ...{ order_by: ['-due', 'title'], assignee: [null], 'due:lt': '2026-02-01T00:00:00Z' },
  });
  expect(take(task.Query, 'query', '--done', 'no')).toEqual({ done: false });
});

test('null is a word of queries alone: in a body it is a text, and no number', () => {
  expect(take(task.Patch, 'body', '--assignee', 'null')).toEqual({ assignee: 'null' });
  expect(() => take(task.Patch, 'body', '--severity', 'null')).toThrow('Expected a whole number.');
});

test.each([
  [task.Body, ['--severity', 'high'], 'Expected a whole number, or null.'],
  [task.Body, ['--type', 'bug'], 'Expected one of: todo, issue.'],
  [task.Query, ['--order-by', 'colour'], 'Expected one of: title, -title'],
  [task.Query, ['--done', 'banana'], 'Expected yes or no.'],
])('what cannot be of the type is refused with what is expected: %#', (schema, args, expected) => {
  expect(() => take(schema, 'query', ...args)).toThrow(CommanderError);
  expect(() => take(schema, 'query', ...args)).toThrow(expected);
});

test('a flag that the command has already is left to it', () => {
  const parent = new Command().option('--title <text>', 'its own');
  const command = parent.command('create').option('--type <text>', 'its own');
  addSchemaOptions(command, task.Body, 'body');
  expect(command.options.map(({ long }) => long)).not.toContain('--title');
  expect(command.options.filter(({ long }) => long === '--type')).toHaveLength(1);
});
