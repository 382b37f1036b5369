import { randomUUID } from 'node:crypto';
import { eventually } from '@notes/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CommandUnderTest, startCommand, testEpoch } from './testing/start-command.ts';

let command: CommandUnderTest;
beforeAll(async () => {
  command = await startCommand();
});
afterAll(() => command.stop());

/** A change of a note that no instance has in memory. */
const changeCold = () => command.send('PATCH', `/v1/notes/${randomUUID()}`, { body: { title: 'Tea' } });

async function readiness(): Promise<{ status: number; log: string | undefined }> {
  const response = await command.send('GET', '/readyz');
  const { checks } = (await response.json()) as { checks: Record<string, string> };
  return { status: response.status, log: checks['log'] };
}

const follow = (epoch: string) => command.database.query('update log_identity set epoch = $1', [epoch]);

test('a database of another log is not believed, and the right one is again when it is back', async () => {
  expect((await changeCold()).status).toBe(404);
  await follow('zzzzzzzz');
  await command.database.query('update checkpoints set position = 1000000');
  const refused = await changeCold();
  expect([refused.status, await refused.json()]).toMatchObject([503, { type: '/problems/read-model-behind' }]);
  const said = `the log has been exchanged: the database follows zzzzzzzz, the topic holds ${testEpoch}`;
  const unready = async () => expect(await readiness()).toEqual({ status: 503, log: expect.stringContaining(said) });
  await eventually(unready);
  await command.database.query('update checkpoints set position = -1');
  await follow(testEpoch);
  await eventually(async () => expect(await readiness()).toEqual({ status: 200, log: 'ok' }));
  expect((await changeCold()).status).toBe(404);
});
