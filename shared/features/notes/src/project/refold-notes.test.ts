import { isKnown } from '@notes/kernel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NoteEvent } from '../domain/index.ts';
import { projectEvents, refoldSubjects } from '../testing/for-notes.ts';
import { emptyReadModel, type MemoryReadModel, writeReadModel } from '../testing/memory-database.ts';
import { created, deleted, noteEvent, restored, revised, unknownEvent, uuid } from '../testing/note-events.ts';

const partition = 0;
const model = 1;

/** What older software made of the events, to which those that `isNew` tells were unknown. */
function foldedBy(events: readonly NoteEvent[], isNew: (event: NoteEvent) => boolean): MemoryReadModel {
  const readModel = emptyReadModel();
  const read = events.map((event): NoteEvent => (isNew(event) ? { ...event, unknown: true } : event));
  writeReadModel(
    readModel,
    projectEvents(
      new Map(),
      read.map((event) => ({ partition, event })),
    ),
  );
  return readModel;
}

function refold(readModel: MemoryReadModel, events: readonly NoteEvent[], troubles: Record<number, string> = {}) {
  const stale = new Map([...readModel.notes].filter(([, row]) => row.stale));
  const frozen = events.filter(({ subject }) => readModel.notes.get(subject)?.stale !== false);
  const sorted = frozen
    .map((event, pos) => ({
      partition,
      pos,
      event,
      ...(troubles[pos] === undefined ? {} : { trouble: troubles[pos] }),
    }))
    .filter(({ event }) => event.version > (stale.get(event.subject)?.state.version ?? 0))
    .sort((a, b) => (a.event.subject < b.event.subject ? -1 : 1) || a.event.version - b.event.version);
  const refolded = refoldSubjects({ readModels: new Map([[model, stale]]), events: sorted });
  const changes = refolded.readModels.get(model);
  if (changes !== undefined) writeReadModel(readModel, changes);
  return refolded;
}

const isRevision = ({ type }: NoteEvent): boolean => type === 'notes.NoteRevised.v1';

/** A note's life, all of it applicable. */
const life = fc
  .array(fc.constantFrom('revise', 'prioritise', 'delete', 'restore'), { maxLength: 8 })
  .map((acts) => (note: number): NoteEvent[] => {
    const events: NoteEvent[] = [];
    let live = true;
    const place = () => ({
      id: note * 100 + events.length + 1,
      note,
      version: events.length + 1,
      previous: events.length === 0 ? undefined : note * 100 + events.length,
    });
    events.push(created(place()));
    for (const act of acts) {
      if ((act === 'restore') === live) continue;
      if (act === 'delete' || act === 'restore') live = act === 'restore';
      if (act === 'delete') events.push(deleted(place()));
      if (act === 'restore') events.push(restored(place()));
      if (act === 'revise') events.push(revised(place(), `Title ${events.length}`));
      if (act === 'prioritise')
        events.push(noteEvent('notes.NoteRevised.v1', place(), { changes: { priority: events.length } }));
    }
    return events;
  });

test('what newer software folds again is as if it had folded everything from the beginning', () => {
  fc.assert(
    fc.property(fc.array(life, { minLength: 1, maxLength: 4 }), (lives) => {
      const events = lives.flatMap((of, index) => of(index + 1));
      const readModel = foldedBy(events, isRevision);
      expect(refold(readModel, events).frozen).toEqual(new Map());
      const whole = foldedBy(events, () => false);
      expect(readModel.notes).toEqual(whole.notes);
      // Rows that have come to nothing may be there or not.
      const counted = ({ tables }: MemoryReadModel) =>
        [...tables].map(([name, rows]) => [
          name,
          [...rows.values()].filter((row) => name === 'notes' || row['notes'] !== 0).sort(byText),
        ]);
      expect(counted(readModel)).toEqual(counted(whole));
    }),
  );
});

const byText = (a: object, b: object): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

test('a note with a type that is still unknown is folded up to there, and stays frozen', () => {
  const events = [
    created({ id: 1, note: 1, version: 1 }),
    revised({ id: 2, note: 1, version: 2, previous: 1 }, 'Known by now'),
    unknownEvent({ id: 3, note: 1, version: 3, previous: 2 }),
    revised({ id: 4, note: 1, version: 4, previous: 3 }, 'Behind it'),
  ];
  const readModel = foldedBy(events, (event) => isRevision(event) || !isKnown(event));
  const { frozen } = refold(readModel, events);
  expect(frozen.get(uuid(1))).toMatchObject({ pos: 2, type: 'notes.NotePainted.v1', trouble: null });
  expect(readModel.notes.get(uuid(1))).toMatchObject({ stale: true, state: { version: 2, title: 'Known by now' } });
});

test('a note frozen at its creation gets its row', () => {
  const events = [created({ id: 1, note: 1, version: 1 }), deleted({ id: 2, note: 1, version: 2, previous: 1 })];
  const readModel = foldedBy(events, ({ type }) => type === 'notes.NoteCreated.v1');
  expect(readModel.notes.size).toBe(0);
  expect(refold(readModel, events).frozen.size).toBe(0);
  expect(readModel.notes.get(uuid(1))).toMatchObject({ stale: false, state: { version: 2 } });
});

test('an event that reads as no event of its type is in the way, and says why', () => {
  const events = [created({ id: 1, note: 1, version: 1 }), revised({ id: 2, note: 1, version: 2, previous: 1 })];
  const readModel = foldedBy(events, isRevision);
  const { frozen } = refold(readModel, events, { 1: '/data/changes: must not be empty' });
  expect(frozen.get(uuid(1))).toMatchObject({ pos: 1, trouble: '/data/changes: must not be empty' });
  expect(readModel.notes.get(uuid(1))).toMatchObject({ stale: true, state: { version: 1 } });
});

test('an event that did not apply, as is seen only now, is in the way', () => {
  const events = [
    created({ id: 1, note: 1, version: 1 }),
    deleted({ id: 2, note: 1, version: 2, previous: 1 }),
    revised({ id: 3, note: 1, version: 3, previous: 2 }),
  ];
  const readModel = foldedBy(events, isRevision);
  const { frozen } = refold(readModel, events);
  expect(frozen.get(uuid(1))).toMatchObject({ pos: 2, trouble: 'not-applicable' });
});

test('a read model that has been built by software that knew the type is left as it is', () => {
  const events = [created({ id: 1, note: 1, version: 1 }), revised({ id: 2, note: 1, version: 2, previous: 1 })];
  const older = foldedBy(events, isRevision);
  const newer = foldedBy(events, () => false);
  const { readModels } = refoldSubjects({
    readModels: new Map([
      [1, older.notes],
      [2, newer.notes],
    ]),
    events: events.slice(1).map((event) => ({ partition, pos: 1, event })),
  });
  expect(readModels.get(1)?.subjects.get(uuid(1))).toEqual(newer.notes.get(uuid(1)));
  expect(readModels.get(2)?.subjects.size).toBe(0);
});
