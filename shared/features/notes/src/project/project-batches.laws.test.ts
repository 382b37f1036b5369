import { follow, fromBeginning, nextOf, type Row } from '@notes/kernel';
import { nextAt } from '@notes/kernel/testing';
import { type RawBatch, type RawRecord, restOf, subjectsOf, takeSlices } from '@notes/projecting/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type NoteChain, type NoteEvent, type NoteState, note, noteRecords } from '../domain/index.ts';
import { projectBatches, projectEvents, readAnywhere } from '../testing/for-notes.ts';
import {
  emptyDatabase,
  emptyReadModel,
  load,
  type MemoryDatabase,
  type MemoryReadModel,
  write,
  writeReadModel,
} from '../testing/memory-database.ts';
import {
  created,
  deleted,
  logOpened,
  malformedRecords,
  noteEvent,
  recordOf,
  restored,
  revised,
  unknownEvent,
  uuid,
} from '../testing/note-events.ts';

const partitions = 2;
const notes = 4;
type Log = readonly (readonly RawRecord[])[];

// What writers append: mostly the right next event, sometimes one decided on an older state, a copy of an earlier record,
// or rubbish. Notes live in the partition of their number.
const step = fc.record({
  note: fc.nat(notes - 1),
  act: fc.constantFrom('create', 'revise', 'prioritise', 'delete', 'restore', 'paint'),
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
  if (act === 'create') return created({ ...place, actor: `author ${place.note % 3}` }, `title ${place.id}`);
  if (act === 'prioritise') return noteEvent('notes.NoteRevised.v1', place, { changes: { priority: place.id % 3 } });
  if (act === 'revise') return revised(place, `title ${place.id}`);
  if (act === 'delete') return deleted(place);
  return act === 'restore' ? restored(place) : unknownEvent(place);
}

const wholeOf = (records: readonly RawRecord[], partition: number): RawBatch => ({
  partition,
  from: fromBeginning,
  next: nextOf(records.at(-1)?.offset ?? -1),
  records,
});

function apply(database: MemoryDatabase, raw: readonly RawBatch[]): void {
  const batches = raw.map(readAnywhere);
  write(
    database,
    projectBatches(
      load(
        database,
        [...subjectsOf(batches).values()].flatMap((ids) => [...ids]),
      ),
      batches,
    ),
  );
}

const tablesOf = ({ journal, readModel, checkpoints }: MemoryDatabase) => ({
  journal: new Map([...journal].sort()),
  readModel: rowsOf(readModel),
  checkpoints: new Map(checkpoints),
});

const rowsOf = ({ tables }: MemoryReadModel) =>
  new Map([...tables].map(([name, rows]) => [name, new Map([...rows].sort())]));

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
        apply(database, [{ partition, from: nextAt(from), next: nextAt(next), records }, ...beside]);
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
      const chains = new Map<string, NoteChain>();
      const accepted: string[] = [];
      for (const { key, value } of log.flat()) {
        const reading = noteRecords.read(key, value);
        if (reading.kind !== 'event') continue;
        const { verdict, chain } = follow(note, chains.get(reading.event.subject), reading.event);
        if (chain !== undefined) chains.set(reading.event.subject, chain);
        if (verdict.accepted) accepted.push(reading.event.id);
      }
      const { readModel, journal } = atOnce(log);
      expect([...journal.values()].map(({ event }) => event.id)).toEqual(accepted);
      for (let note = 0; note < notes; note++) {
        const [row, chain] = [readModel.notes.get(uuid(note)), chains.get(uuid(note))];
        expect(row?.state).toEqual(chain?.state);
        if (row !== undefined) expect(row.stale).toBe(chain?.head.frozen);
      }
    }),
  );
});

test('a read model folded from the journal, in stretches of any length, is the one that was written all along', () => {
  fc.assert(
    fc.property(logs, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (log, lengths) => {
      const { journal, readModel } = atOnce(log);
      const rebuilt = emptyReadModel();
      const entries = [...journal.values()];
      for (let i = 0; entries.length > 0; i++) {
        const stretch = entries.splice(0, lengths[i % lengths.length]);
        writeReadModel(rebuilt, projectEvents(rebuilt.notes, stretch));
      }
      for (const [name, rows] of rowsOf(readModel)) expect(rowsOf(rebuilt).get(name) ?? new Map()).toEqual(rows);
    }),
  );
});

test('the numbers are those that counting the rows and the folded events gives', () => {
  fc.assert(
    fc.property(logs, (log) => {
      const { journal, readModel } = atOnce(log);
      const rows = [...readModel.notes.values()].map((row) => ({ ...row, state: row.state as NoteState }));
      const live = rows.filter(({ state }) => state.deleted_at === null);
      const folded = [...journal.values()].filter(
        ({ event }) => event.version <= (readModel.notes.get(event.subject)?.state.version ?? 0),
      );
      const sum = (table: string, column: string, where: (row: Row) => boolean = () => true): number =>
        [...(readModel.tables.get(table)?.values() ?? [])]
          .filter(where)
          .reduce((total, row) => total + Number(row[column]), 0);
      expect(sum('stats_totals', 'notes')).toBe(live.length);
      expect(sum('stats_totals', 'deleted')).toBe(rows.length - live.length);
      expect(sum('stats_totals', 'events')).toBe(folded.length);
      for (let n = 0; n < 3; n++) {
        const [author, ofAuthor] = [`author ${n}`, live.filter(({ state }) => state.created_by === `author ${n}`)];
        expect(sum('stats_authors', 'notes', (row) => row['created_by'] === author)).toBe(ofAuthor.length);
        const ofPriority = live.filter(({ state }) => state.priority === n);
        expect(sum('stats_priorities', 'notes', (row) => row['priority'] === n)).toBe(ofPriority.length);
      }
      for (const [column, type] of Object.entries({ created: 'Created', revised: 'Revised', deleted: 'Deleted' }))
        expect(sum('stats_days', column)).toBe(folded.filter(({ event }) => event.type.includes(type)).length);
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
        expect(event.version).toBe((versions.get(event.subject) ?? 0) + 1);
        last.set(partition, pos);
        versions.set(event.subject, event.version);
      }
      for (const [partition, { journalPos }] of checkpoints) expect(journalPos).toBe(last.get(partition) ?? null);
    }),
  );
});
