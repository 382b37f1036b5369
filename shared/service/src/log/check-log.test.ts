import { type KnownEvent, unreadId, writeEvent, writeLogOpened } from '@notes/kernel';
import type { LogAdmin } from '@notes/log';
import type pg from 'pg';
import { expect, test } from 'vitest';
import { checkLog } from './check-log.ts';

const epoch = 'k3f9a2c1';
const subject = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';
const event: KnownEvent = {
  ...{ id: '11111111-1111-4111-8111-111111111111', subject, version: 1, previous: undefined },
  ...{ commandId: '22222222-2222-4222-8222-222222222222', fingerprint: 'f', actor: 'ada' },
  ...{ time: '2026-01-31T12:00:00.000Z', traceparent: undefined },
  type: 'notes.NoteCreated.v1',
  data: { title: 'Buy milk', description: '', priority: 0 },
};
const opened = { id: '33333333-3333-4333-8333-333333333333', time: event.time, epoch, partitions: 1 };
const records = [
  { key: null, value: Buffer.from(writeLogOpened(opened)) },
  { key: Buffer.from(subject), value: Buffer.from(writeEvent(event)) },
] as const;

/** A log of two records, and a database that has applied both and calls the second one by this name. */
function check(applied: string) {
  const admin = {
    partitions: async () => 1,
    readRecord: async (_partition: number, offset: number) => records[offset],
    startOffsets: async () => new Map([[0, 0]]),
    endOffsets: async () => new Map([[0, records.length]]),
  } as unknown as LogAdmin;
  const query = async (asked: string | { readonly text: string }) => {
    const text = typeof asked === 'string' ? asked : asked.text;
    if (text.includes('log_identity')) return { rows: [{ epoch, partitions: 1 }] };
    return { rows: [{ partition: 0, position: 1, recordId: applied }] };
  };
  return checkLog({ pool: { query } as unknown as pg.Pool, admin });
}

test('the record at the checkpoint is known by the id of its event', async () => {
  expect(await check(event.id)).toMatchObject({ ok: true });
});

test('it is known, too, by the name that older software gave it, which could not read it', async () => {
  expect(await check(unreadId(records[1].value))).toMatchObject({ ok: true });
});

test.each([subject, 'void:7-811c9dc5'])('another record there means another log: %s', async (name) => {
  expect(await check(name)).toMatchObject({ ok: false, fault: expect.stringContaining('exchanged') });
});
