import { eventually } from '@notes/testing';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type CommandUnderTest, startCommand } from './testing/start-command.ts';

let command: CommandUnderTest;

beforeAll(async () => {
  command = await startCommand();
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(async () => {
  await command?.stop();
});

const create = (title: string, description = '') => command.send('POST', '/v1/notes', { body: { title, description } });

/** The answer to a write once it is refused: the leaders act on a setting some moments after it was set. */
const refusal = (title: string, description?: string) =>
  eventually(async () => {
    const response = await create(title, description);
    expect(response.status).toBe(503);
    return response;
  });

async function checks(): Promise<{ status: number; appends: string }> {
  const response = await command.send('GET', '/readyz');
  const body = (await response.json()) as { checks: Record<string, string> };
  return { status: response.status, appends: body.checks['appends'] ?? 'missing' };
}

test('a clock two hours ahead is named, and it is ready again when the clock is right, without anybody writing', async () => {
  await command.log.alterTopic({ 'message.timestamp.type': 'CreateTime' });
  const ahead = () => performance.timeOrigin + performance.now() + 7_200_000;
  const clock = vi.spyOn(Date, 'now').mockImplementation(ahead);
  const refused = await refusal('refused');
  expect(refused.headers.get('retry-after')).not.toBeNull();
  expect(await refused.json()).toMatchObject({
    type: '/problems/unavailable',
    detail: expect.stringMatching(/^The log refuses writes: .*clock.*Nothing was done\.$/),
  });
  await eventually(async () => expect(await checks()).toMatchObject({ status: 503 }));
  expect((await checks()).appends).toMatch(/^clock: /);
  const metrics = await (await command.send('GET', '/metrics')).text();
  expect(metrics).toMatch(/notes_append_refused_partitions\{part="clock",component="command"\} [123]/);
  clock.mockRestore();
  await eventually(async () => expect(await checks()).toEqual({ status: 200, appends: 'ok' }), { timeoutMs: 10_000 });
  expect((await create('taken')).status).toBe(201);
});

test('a note that the topic is too small for is refused with the reason, and others are not', async () => {
  await command.log.alterTopic({ 'max.message.bytes': '2000' });
  const large = await refusal('large', 'y'.repeat(3_000));
  expect(await large.json()).toMatchObject({ detail: expect.stringContaining('max.message.bytes') });
  expect(await checks()).toEqual({ status: 200, appends: 'ok' });
  expect((await create('small')).status).toBe(201);
});
