import type { Note } from '@notes/contracts';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { EverythingSoFar } from './harness/everything-so-far.ts';
import { historyOf } from './harness/history.ts';
import { call, tokenOf } from './harness/http.ts';
import type { ServiceProcess } from './harness/service-process.ts';
import { System } from './harness/system.ts';

let system: System;
let commands: readonly ServiceProcess[];
let query: ServiceProcess;

beforeAll(async () => {
  const servers = {
    kafkaBrokers: inject('kafkaBrokers'),
    databaseUrl: inject('databaseUrl'),
    redisUrl: inject('redisUrl'),
  };
  system = await System.create(servers);
  commands = await Promise.all([system.start('command'), system.start('command')]);
  [, query] = await Promise.all([system.start('projector'), system.start('query')]);
});
afterAll(() => system?.stop());

test('64 clients racing on 10 notes over two instances: every acknowledged write is in the history once, versions have no gap', async () => {
  const [first] = commands;
  const notes = await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      call<Note>('POST', `${first?.url}/v1/notes`, { body: { title: `Note ${i}` } }),
    ),
  );
  const acknowledged: { readonly id: string; readonly title: string; readonly version: number }[] = [];
  const written = new EverythingSoFar();
  const client = async (n: number): Promise<void> => {
    for (let i = 0; i < 20; i++) {
      const note = notes[(n + i) % notes.length]?.body.id ?? '';
      const title = `client ${n}, write ${i}`;
      const answer = await call<Note>('PUT', `${commands[(n + i) % 2]?.url}/v1/notes/${note}`, { body: { title } });
      expect(answer.status).toBe(200);
      expect(answer.body.title).toBe(title);
      acknowledged.push({ id: note, title, version: answer.body.version });
      written.add(tokenOf(answer));
    }
  };
  await Promise.all(Array.from({ length: 64 }, (_, n) => client(n)));

  await call('GET', `${query.url}/v1/notes`, { headers: { 'consistency-token': written.token } });
  for (const { body } of notes) {
    const history = await historyOf(system, body.id);
    expect(history.map(({ version }) => version)).toEqual(history.map((_, i) => i + 1));
    const mine = acknowledged.filter(({ id }) => id === body.id).toSorted((a, b) => a.version - b.version);
    expect(history.slice(1).map(({ version, title }) => ({ id: body.id, title, version }))).toEqual(mine);
  }
});
