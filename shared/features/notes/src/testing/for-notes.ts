import * as engine from '@notes/projecting/testing';
import { noteRecords } from '../domain/index.ts';
import { noteProjected } from '../project/index.ts';

/** The read model of a log of notes alone. */
const noteReadModel = engine.readModelOf(noteProjected);

const forNotes =
  <Rest extends unknown[], Result>(part: (readModel: engine.ReadModel, ...rest: Rest) => Result) =>
  (...rest: Rest): Result =>
    part(noteReadModel, ...rest);

/** Ids of notes, for the loaders. */
export const notesOf = (ids: Iterable<string>): engine.SubjectIds => new Map([['notes', new Set(ids)]]);

/** The parts of the engine, for the notes. */
export const applyBatches = forNotes(engine.applyBatches);
export const feedMessages = forNotes(engine.feedMessages);
export const projectBatches = forNotes(engine.projectBatches);
export const projectEvents = forNotes(engine.projectEvents);
export const refoldFrozen = forNotes(engine.refoldFrozen);
export const refoldSubjects = forNotes(engine.refoldSubjects);
export const loadJournalled = forNotes(engine.loadJournalled);
export const loadSubjects = forNotes(engine.loadSubjects);
export const loadRows = forNotes(engine.loadRows);
export const readJournal = forNotes(engine.readJournal);

export const buildReadModel = (build: Omit<engine.Build, 'readModel'>): Promise<void> =>
  engine.buildReadModel({ ...build, readModel: noteReadModel });
export const buildLoop = (options: Omit<Parameters<typeof engine.buildLoop>[0], 'readModel'>) =>
  engine.buildLoop({ ...options, readModel: noteReadModel });

export const readBatch = (batch: engine.RawBatch, partitions: number): engine.Batch =>
  engine.readBatch(noteRecords, batch, partitions);

/** As `readBatch`, with the notes of a test at home in whatever partition they stand. */
export const readAnywhere = (batch: engine.RawBatch): engine.Batch => ({
  ...readBatch({ ...batch, partition: 0 }, 1),
  partition: batch.partition,
});
