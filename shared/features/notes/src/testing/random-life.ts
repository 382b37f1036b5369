import { fromBeginning, type Next, nextOf } from '@notes/kernel';
import type { Batch } from '@notes/projecting/testing';
import type { NoteEvent } from '../domain/index.ts';
import { readAnywhere } from './for-notes.ts';
import { created, deleted, noteEvent, recordOf, restored, revised, unknownEvent } from './note-events.ts';

type Note = { readonly id: number; version: number; previous: number; deleted: boolean };

/** Batches of events of many notes at random, all valid, partition by partition; the same for the same seed. */
export type RandomLife = {
  /** The next batch of a partition, of so many events. */
  next(partition: number, events: number): Batch;
};

/** Notes live in the partition in which they were created. Some come to freeze, some begin frozen. */
export function randomLife(seed: number): RandomLife {
  const random = generator(seed);
  const notes = new Map<number, Note[]>();
  const nexts = new Map<number, Next>();
  let lastId = 0;

  const eventOf = (partition: number): NoteEvent => {
    const inPartition = notes.get(partition) ?? [];
    notes.set(partition, inPartition);
    const id = ++lastId;
    const note = inPartition[Math.floor(random() * inPartition.length)];
    if (note === undefined || random() < 0.4) {
      const place = { id, note: id, version: 1, actor: `author ${Math.floor(random() * 5)}` };
      inPartition.push({ id, version: 1, previous: id, deleted: false });
      return random() < 0.01 ? unknownEvent(place) : created(place, `title ${id}`);
    }
    const place = { id, note: note.id, version: note.version + 1, previous: note.previous, actor: 'bob' };
    note.version++;
    note.previous = id;
    if (random() < 0.01) return unknownEvent(place);
    if (note.deleted || random() < 0.2) {
      note.deleted = !note.deleted;
      return note.deleted ? deleted(place) : restored(place);
    }
    if (random() < 0.5) return revised(place, `title "${id}"`);
    return noteEvent('notes.NoteRevised.v1', place, { changes: { priority: Math.floor(random() * 4) } });
  };

  return {
    next(partition, events) {
      const from = nexts.get(partition) ?? fromBeginning;
      let offset: number = from;
      const records = Array.from({ length: events }, () => {
        const record = recordOf(offset, eventOf(partition));
        offset += random() < 0.1 ? 2 : 1;
        return record;
      });
      const last = records.at(-1);
      const next = last === undefined ? from : nextOf(last.offset);
      nexts.set(partition, next);
      return readAnywhere({ partition, from, next, records });
    },
  };
}

/** Numbers between 0 and 1, by mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
