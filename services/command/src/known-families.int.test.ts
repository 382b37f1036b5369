import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CommandUnderTest, startCommand } from './testing/start-command.ts';

let command: CommandUnderTest;
beforeAll(async () => {
  command = await startCommand();
});
afterAll(() => command.stop());

async function createTask(): Promise<[status: number, type: unknown]> {
  const response = await command.send('POST', '/v1/tasks', { body: { title: 'Taxes', unique_title: 'Taxes' } });
  return [response.status, ((await response.json()) as { type?: unknown }).type];
}

const say = (families: string) =>
  command.database.query('update checkpoints set families = $1, families_at = position', [families]);

test('what no projector would read is refused, and taken as soon as all of them do', async () => {
  const refused = [503, '/problems/read-model-behind'];
  expect(await createTask()).toEqual(refused);
  await say('notes,tasks');
  expect(await createTask()).toEqual(refused);
  await say('notes,tasks,claims');
  expect(await createTask()).toEqual([201, expect.not.stringContaining('problems')]);
});
