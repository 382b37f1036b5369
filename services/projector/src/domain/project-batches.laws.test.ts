import { type Chain, follow, type NoteEvent, readRecord } from '@notes/kernel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyDatabase, load, type MemoryDatabase, write } from '../testing/memory-database.ts';
import {
  created,
  deleted,
  logOpened,
  malformedRecords,
  recordOf,
  restored,
  revised,
  unknownEvent,
  uuid,
} from '../testing/note-events.ts';
import { readAnywhere } from '../testing/read-anywhere.ts';
import { noteIdsOf, type RawBatch, type RawRecord } from './batch.ts';
import { projectBatches } from './project-batches.ts';
import { restOf, takeSlices } from './take-slices.ts';

const partitions = 2;
const notes = 4;
type Log = readonly (readonly RawRecord[])[];

// What writers append: mostly the right next event, sometimes one decided on an older state, a copy of an earlier record,
// or rubbish. Notes live in the partition of their number.
const step = fc.record({
  note: fc.nat(notes - 1),
  act: fc.constantFrom('create', 'revise', 'revise', 'delete', 'restore', 'paint'),
  behind: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat(3)),
  slip: fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.integer({ min: -1, max: 1 })),
  gap: fc.nat(2),
  rubbish: fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, fc.constantFrom(...smallRubbish())),
  copy: fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, fc.nat(20)),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function smallRubbish(): string[] {
  return Object.keys(malformedRecords).filter((name) => (malformedRecords[name]?.value?.length ?? 0) < 1000);
}

function logOf(steps: readonly Step[]): Log {
  const log: RawRecord[][] = Array.from({ length: partitions }, () => [logOpened(0)]);
  const appended: NoteEvent[][] = Array.from({ length: notes }, () => []);
  for (const [index, { note, act, behind, slip, gap, rubbish, copy }] of steps.entries()) {
    const records = log[note % partitions] ?? [];
    const offset = (records.at(-1)?.offset ?? -1) + 1 + gap;
    const former = copy === undefined ? undefined : records[copy];
    if (rubbish !== undefined) records.push({ key: null, value: null, ...malformedRecords[rubbish], offset });
    else if (former !== undefined) records.push({ ...former, offset });
    else {
      const base = appended[note]?.at(-1 - behind);
      const place = { id: 100 + index, note, version: Math.max(1, (base?.version ?? 0) + 1 + slip) };
      const event = eventOf(act, { ...place, previous: idOf(base) });
      appended[note]?.push(event);
      records.push(recordOf(offset, event));
    }
  }
  return log;
}

const idOf = (event: NoteEvent | undefined) =>
  event === undefined ? undefined : Number.parseInt(event.id.slice(-12), 16);

function eventOf(act: Step['act'], place: Parameters<typeof created>[0]): NoteEvent {
  if (act === 'create') return created(place, `title ${place.id}`);
  if (act === 'revise') return revised(place, `title ${place.id}`);
  if (act === 'delete') return deleted(place);
  return act === 'restore' ? restored(place) : unknownEvent(place);
}

const wholeOf = (records: readonly RawRecord[], partition: number): RawBatch => ({
  partition,
  from: 0,
  next: (records.at(-1)?.offset ?? -1) + 1,
  records,
});

function apply(database: MemoryDatabase, raw: readonly RawBatch[]): void {
  const batches = raw.map(readAnywhere);
  const before = { checkpoints: database.checkpoints, notes: load(database, noteIdsOf(batches)) };
  write(database, projectBatches(before, batches));
}

const tablesOf = ({ journal, rows, checkpoints }: MemoryDatabase) => ({
  journal: new Map([...journal].sort()),
  rows: new Map([...rows].sort()),
  checkpoints: new Map(checkpoints),
});

function atOnce(log: Log): MemoryDatabase {
  const database = emptyDatabase(partitions);
  apply(database, log.map(wholeOf));
  return database;
}

const logs = fc.array(step, { maxLength: 60 }).map(logOf);

/** A stretch of a partition, anywhere, delivered in one transaction with others or alone. */
const delivery = fc.record({
  partition: fc.nat(partitions - 1),
  from: fc.nat(80),
  length: fc.nat(30),
  alone: fc.boolean(),
});

test('any deliveries, repeated, overlapping, or with gaps, lead to the same tables', () => {
  fc.assert(
    fc.property(logs, fc.array(delivery, { maxLength: 30 }), (log, deliveries) => {
      const database = emptyDatabase(partitions);
      for (const { partition, from, length, alone } of deliveries) {
        const records = (log[partition] ?? []).filter(({ offset }) => offset >= from && offset < from + length);
        const next = Math.min(from + length, wholeOf(log[partition] ?? [], partition).next);
        if (next < from) continue;
        const other = (partition + 1) % partitions;
        const beside = alone ? [] : [wholeOf(log[other]?.slice(0, 3) ?? [], other)];
        apply(database, [{ partition, from, next, records }, ...beside]);
      }
      apply(database, log.map(wholeOf));
      expect(tablesOf(database)).toEqual(tablesOf(atOnce(log)));
    }),
  );
});

test('the log applied again changes nothing', () => {
  fc.assert(
    fc.property(logs, (log) => {
      const database = atOnce(log);
      apply(database, log.map(wholeOf));
      expect(tablesOf(database)).toEqual(tablesOf(atOnce(log)));
    }),
  );
});

test('slices of any size lead to the same tables', () => {
  fc.assert(
    fc.property(logs, fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 3000 }), (log, records, bytes) => {
      const database = emptyDatabase(partitions);
      let waiting = log.map(wholeOf);
      while (waiting.length > 0) {
        const slices = takeSlices(waiting, { records, bytes });
        apply(database, slices);
        const next = new Map(slices.map((slice) => [slice.partition, slice.next]));
        waiting = waiting.flatMap((batch) => restOf(batch, next.get(batch.partition) ?? batch.from) ?? []);
      }
      expect(tablesOf(database)).toEqual(tablesOf(atOnce(log)));
    }),
  );
});

test('each row is what following its chain through the log gives', () => {
  fc.assert(
    fc.property(logs, (log) => {
      const chains = new Map<string, Chain>();
      const accepted: string[] = [];
      for (const { key, value } of log.flat()) {
        const reading = readRecord(key, value);
        if (reading.kind !== 'note') continue;
        const { verdict, chain } = follow(chains.get(reading.event.noteId), reading.event);
        if (chain !== undefined) chains.set(reading.event.noteId, chain);
        if (verdict.accepted) accepted.push(reading.event.id);
      }
      const { rows, journal } = atOnce(log);
      expect([...journal.values()].map(({ event }) => event.id)).toEqual(accepted);
      for (let note = 0; note < notes; note++) {
        const [row, chain] = [rows.get(uuid(note)), chains.get(uuid(note))];
        expect(row?.state).toEqual(chain?.state);
        if (row !== undefined) expect(row.stale).toBe(chain?.head.frozen);
      }
    }),
  );
});

test('the journal is one chain per partition, and gapless versions per note', () => {
  fc.assert(
    fc.property(logs, (log) => {
      const { journal, checkpoints } = atOnce(log);
      const last = new Map<number, number>();
      const versions = new Map<string, number>();
      for (const { partition, pos, prev, event } of journal.values()) {
        expect(prev).toBe(last.get(partition) ?? null);
        expect(event.version).toBe((versions.get(event.noteId) ?? 0) + 1);
        last.set(partition, pos);
        versions.set(event.noteId, event.version);
      }
      for (const [partition, { journalPos }] of checkpoints) expect(journalPos).toBe(last.get(partition) ?? null);
    }),
  );
});
