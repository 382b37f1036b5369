import type { Task } from '@notes/features/tasks/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, ask, call, tokenOf } from './harness/http.ts';
import type { ServiceProcess } from './harness/service-process.ts';
import { System } from './harness/system.ts';
import { testServers } from './harness/test-servers.ts';

let system: System;
let query: ServiceProcess;
let commands: ServiceProcess[];

beforeAll(async () => {
  system = await System.create(testServers());
  const [first, second] = await Promise.all([system.start('command'), system.start('command')]);
  [query] = await Promise.all([system.start('query'), system.start('projector')]);
  commands = [first, second];
  // Nothing is written before every projector reads it.
  for (const at of [0, 1]) expect((await ask('POST', urlOf(at), { body: { title: 'First' } })).status).toBe(201);
});
afterAll(() => system?.stop());

const urlOf = (at: number): string => `${commands[at % commands.length]?.url}/v1/tasks`;
const create = (at: number, unique_title: string | null): Promise<Answer<Task & { holder?: string }>> =>
  call('POST', urlOf(at), { body: { title: 'One of many', unique_title } });

/** All live tasks, as they are after what these answers tell. */
async function liveTasks(tokens: readonly string[]): Promise<Task[]> {
  const tasks: Task[] = [];
  for (const token of tokens)
    expect(
      (await call('GET', `${query.url}/v1/tasks?limit=1`, { headers: { 'consistency-token': token } })).status,
    ).toBe(200);
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = await ask<{ tasks: Task[]; next?: string }>(
      'GET',
      `${query.url}/v1/tasks?limit=100${cursor === undefined ? '' : `&cursor=${cursor}`}`,
    );
    tasks.push(...page.body.tasks);
    cursor = page.body.next;
  }
  return tasks;
}

test('who comes second is refused with the holder, until the value is given up', async () => {
  const first = await create(0, 'Roof');
  expect([first.status, first.body.unique_title]).toEqual([201, 'Roof']);
  const second = await create(1, 'Roof');
  expect(second).toMatchObject({
    status: 409,
    body: {
      type: '/problems/not-unique',
      errors: [{ pointer: '#/unique_title', code: 'not-unique' }],
      holder: `/v1/tasks/${first.body.id}`,
    },
  });
  const other = await create(1, 'Cellar');
  expect((await call('PATCH', `${urlOf(0)}/${other.body.id}`, { body: { unique_title: 'Roof' } })).status).toBe(409);
  expect((await call('DELETE', `${urlOf(1)}/${first.body.id}`)).status).toBe(204);
  expect((await call('PATCH', `${urlOf(0)}/${other.body.id}`, { body: { unique_title: 'Roof' } })).status).toBe(200);
  expect((await create(0, 'Cellar')).status).toBe(201);
  // What is in the bin holds nothing, and comes back only if its value is free.
  expect((await call('POST', `${urlOf(0)}/${first.body.id}/restore`)).status).toBe(409);
});

test('two equal values in one body are refused at the second, before anything is written', async () => {
  const bulk = (...titles: (string | null)[]) =>
    call('POST', `${urlOf(0)}/bulk`, {
      body: { tasks: titles.map((unique_title) => ({ title: 'One of some', unique_title })) },
    });
  expect(await bulk('Attic', null, null, 'Attic')).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '#/tasks/3/unique_title', code: 'repeated' }] },
  });
  expect((await bulk('Attic', null, 'Loft')).status).toBe(201);
  const refused = await bulk('Hall', 'Loft');
  expect(refused).toMatchObject({ status: 409, body: { errors: [{ pointer: '#/tasks/1/unique_title' }] } });
  // Nothing of it was written; its claim of the other value lapses.
  expect((await create(1, 'Hall')).status).toBe(201);
});

test('a repetition under its key is answered as the first time, whatever has become of the value', async () => {
  const keyed = (at: number) =>
    call<Task>('POST', urlOf(at), {
      body: { title: 'Once', unique_title: 'Porch' },
      headers: { 'idempotency-key': '"porch"' },
    });
  const first = await keyed(0);
  expect(first.status).toBe(201);
  expect((await call('DELETE', `${urlOf(1)}/${first.body.id}`)).status).toBe(204);
  expect((await create(0, 'Porch')).status).toBe(201);
  const again = await keyed(1);
  expect([again.status, again.body.id, again.headers.get('idempotent-replayed')]).toEqual([201, first.body.id, 'true']);
});

test('two live tasks never have the same value, and no value is lost, while an instance dies', async () => {
  const values = ['a', 'b', 'c', 'd', 'e'];
  const acknowledged = new Map<string, string>();
  const tokens: string[] = [];
  const holders = new Set<string>();
  let random = 7;
  const draw = (below: number): number => {
    random = (random * 48_271) % 2_147_483_647;
    return random % below;
  };
  const writer = async (at: number): Promise<void> => {
    const own: string[] = [];
    for (let i = 0; i < 25; i++) {
      const value = values[draw(values.length)] ?? 'a';
      const id = own[draw(own.length + 1)];
      const change = draw(4);
      const sent =
        id === undefined
          ? create(at + i, value)
          : change === 0
            ? call<Task>('DELETE', `${urlOf(at + i)}/${id}`)
            : change === 1
              ? call<Task>('POST', `${urlOf(at + i)}/${id}/restore`)
              : call<Task>('PATCH', `${urlOf(at + i)}/${id}`, { body: { unique_title: change === 2 ? null : value } });
      // A connection that breaks off with its instance is an unknown outcome.
      const answer = await sent.catch(() => undefined);
      if (answer === undefined) continue;
      expect([200, 201, 204, 404, 409, 503]).toContain(answer.status);
      if (answer.status === 409) holders.add(String((answer.body as { holder?: string }).holder));
      if (answer.status < 300) tokens.push(tokenOf(answer));
      if (answer.status === 201 && id === undefined) {
        own.push((answer.body as Task).id);
        acknowledged.set((answer.body as Task).id, value);
      }
    }
  };
  const writers = Array.from({ length: 12 }, (_, at) => writer(at));
  const [dying] = commands.splice(1, 1);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await dying?.end('SIGKILL');
  await Promise.all(writers);

  const live = await liveTasks(tokens.slice(-50));
  const held = live.map((task) => task.unique_title).filter((value) => value !== null);
  expect(held.toSorted()).toEqual([...new Set(held)].toSorted());
  expect(holders.has('undefined')).toBe(false);
  for (const value of values) {
    const answer = await ask<Task & { holder?: string }>('POST', urlOf(0), {
      body: { title: 'Last', unique_title: value },
    });
    const isHeld = held.includes(value);
    expect([value, answer.status]).toEqual([value, isHeld ? 409 : 201]);
  }
}, 60_000);
