import { eventually } from '@notes/testing';
import { expect, test } from 'vitest';
import type { FeedStage, Gateway } from '../testing/feed-stage.ts';
import { epoch } from '../testing/journal-writer.ts';
import type { StreamClient } from '../testing/stream-client.ts';
import { useFeedStage } from '../testing/use-feed-stage.ts';

let stage: FeedStage;
let gateway: Gateway;

useFeedStage((opened) => {
  ({ stage, gateway } = opened);
});

const caughtUp = (client: StreamClient): Promise<void> =>
  eventually(() => expect(client.pushes.map(({ event }) => event)).toContain('$caught_up'));

test('what is journalled and published is pushed in order, with the history object and its position', async () => {
  const client = await stage.client(gateway);
  const answer = await client.call('subscribe', { channel: 'notes' });
  expect(answer).toMatchObject({ result: { subscribed: { notes: ['*'] }, recovered: true } });
  const first = await stage.writer.write();
  const second = await stage.writer.write();
  await eventually(() => expect(client.positions()).toEqual([first.position, second.position]));
  expect(client.pushes[0]).toEqual({
    channel: 'notes',
    event: 'NoteCreated',
    data: first.entry.event,
    position: first.position,
  });
});

test('a subscriber gets what is on its channels and fits its patterns, once a channel', async () => {
  const client = await stage.client(gateway);
  const noteId = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';
  await client.call('subscribe', { channel: `notes:${noteId}`, event: 'NoteC*' });
  await client.call('subscribe', { channel: `notes:${noteId}`, event: '*Created' });
  const answer = await client.call('subscribe', { channel: 'authors:eve', event: 'NoteDeleted' });
  expect(answer.result?.['subscribed']).toEqual({
    [`notes:${noteId}`]: ['NoteC*', '*Created'],
    'authors:eve': ['NoteDeleted'],
  });
  await stage.writer.write({ author: 'eve' });
  const own = await stage.writer.write({ noteId, partition: 1 });
  const deleted = await stage.writer.write({ author: 'eve', type: 'NoteDeleted', partition: 2 });
  await eventually(() => expect(client.positions('authors:eve')).toEqual([deleted.position]));
  await eventually(() => expect(client.positions(`notes:${noteId}`)).toEqual([own.position]));
});

test('nothing comes any more after unsubscribe, and the unknown is no error', async () => {
  const client = await stage.client(gateway);
  await client.call('subscribe', { channel: 'notes' });
  await client.call('unsubscribe', { channel: 'notes:1' });
  expect((await client.call('unsubscribe', { channel: 'notes' })).result).toEqual({ subscribed: {} });
  await client.call('subscribe', { channel: 'authors:eve' });
  const later = await stage.writer.write({ author: 'eve' });
  await eventually(() => expect(client.positions('authors:eve')).toEqual([later.position]));
  expect(client.positions()).toEqual([]);
});

test('since: what came after it comes, then $caught_up, then live', async () => {
  const client = await stage.client(gateway);
  await client.call('subscribe', { channel: 'notes' });
  const start = await stage.writer.write();
  await eventually(() => expect(client.positions()).toEqual([start.position]));
  const since = client.reached;
  client.close();
  const witness = await stage.client(gateway);
  await witness.call('subscribe', { channel: 'notes' });
  const missed = [await stage.writer.write(), await stage.writer.write({ partition: 2 })];
  // What the gateway has not heard itself comes live.
  await eventually(() => expect(witness.positions()).toHaveLength(2));
  const again = await stage.client(gateway);
  expect((await again.call('subscribe', { channel: 'notes', since })).position).toBe(since);
  await caughtUp(again);
  const live = await stage.writer.write();
  await eventually(() => expect(again.positions()).toHaveLength(3));
  const events = again.pushes.map(({ event, position }) => (event.startsWith('$') ? event : position));
  expect(events.slice(0, 2).sort()).toEqual(missed.map(({ position }) => position).sort());
  expect(events.slice(2)).toEqual(['$caught_up', live.position]);
});

test('coming back twice without an event in between loses nothing', async () => {
  const client = await stage.client(gateway);
  let since = (await client.call('subscribe', { channel: 'notes' })).position ?? '';
  for (let i = 0; i < 2; i += 1) {
    const again = await stage.client(gateway);
    await again.call('subscribe', { channel: 'notes', since });
    await caughtUp(again);
    since = again.reached;
    again.close();
  }
  const missed = await stage.writer.write({ partition: 1 });
  const last = await stage.client(gateway);
  await last.call('subscribe', { channel: 'notes', since });
  await eventually(() => expect(last.positions()).toEqual([missed.position]));
});

test('everything from the beginning comes out of the journal, more than memory holds, on a gateway that has just begun', async () => {
  const values = `generate_series(1, 2600) as n`;
  const { rows } = await stage.writer.pool.query<{ last: number }>(
    'select coalesce(max(pos), 0) as last from journal_entries where partition = 1',
  );
  const base = Number(rows[0]?.last ?? 0);
  await stage.writer.pool.query(
    `with moved as (update checkpoints set position = ${base + 7800}, journal_pos = ${base + 7800} where partition = 1)
     insert into journal_entries (partition, pos, prev, subject, version, type, event_id, command_id, fingerprint, actor, author, time, data)
     select 1, ${base} + n * 3, case when n = 1 then nullif(${base}, 0) else ${base} + (n - 1) * 3 end, gen_random_uuid(), 1, 'notes.NoteCreated.v1',
       gen_random_uuid(), gen_random_uuid(), 'f', 'bob', case when n % 100 = 0 then 'rare' else 'ada' end, now(), '{"title":"x"}'
     from ${values}`,
  );
  stage.writer.skipTo(1, base + 7800);
  const fresh = await stage.gateway();
  await fresh.ready();
  const client = await stage.client(fresh);
  await client.call('subscribe', { channel: 'notes', since: `${epoch}:` });
  await client.call('subscribe', { channel: 'authors:rare', since: `${epoch}:` });
  const expected = await stage.writer.pool.query<{ position: string }>(
    `select $1 || ':' || partition || '-' || pos as position from journal_entries order by partition, pos`,
    [epoch],
  );
  const all = expected.rows.map(({ position }) => position);
  await eventually(() => expect(client.positions()).toHaveLength(all.length), { timeoutMs: 10_000 });
  expect(client.positions()).toEqual(all);
  await eventually(() => expect(client.positions('authors:rare')).toHaveLength(26));
  await fresh.stop();
});

test('a position of another log is not recovered, and nothing follows', async () => {
  const client = await stage.client(gateway);
  const answer = await client.call('subscribe', { channel: 'notes', since: 'aaaaaaaa:0-1' });
  expect(answer.result).toEqual({ subscribed: {}, recovered: false, reason: 'epoch', position: answer.position });
  expect(answer.position).toMatch(new RegExp(`^${epoch}:`));
});

test('a position ahead of the journal is valid within the log, and beyond its end it is not', async () => {
  const client = await stage.client(gateway);
  const beyond = await client.call('subscribe', { channel: 'notes', since: `${epoch}:0-100000` });
  expect(beyond.error).toMatchObject({ code: 'invalid-position', errors: [{ pointer: '#/payload/since' }] });
  const elsewhere = await client.call('subscribe', { channel: 'notes', since: `${epoch}:9-1` });
  expect(elsewhere.error?.code).toBe('invalid-position');
  const next = await stage.writer.write();
  const ahead = await client.call('subscribe', { channel: 'notes', since: `${epoch}:0-${next.entry.pos + 1}` });
  expect(ahead.result).toMatchObject({ recovered: true });
});
