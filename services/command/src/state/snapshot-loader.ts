import { evolve, type KnownNoteEvent, type NoteChain, type NoteState, note } from '@notes/feature-notes/domain';
import { isKnownType } from '@notes/kernel';
import type { Pool } from 'pg';

/** A note as the read model has it, the position of that snapshot, and the version a command made of it, if it did. */
export type Snapshot = {
  readonly chain: NoteChain | undefined;
  /** Last offset of the note's partition that the snapshot covers. */
  readonly position: number;
  readonly command: { readonly version: number; readonly fingerprint: string } | undefined;
};

type Request = {
  readonly noteId: string;
  readonly commandId: string | undefined;
  readonly partition: number;
  readonly resolve: (snapshot: Snapshot) => void;
  readonly reject: (error: unknown) => void;
};

type Row = {
  readonly positions: Readonly<Record<string, number>> | null;
  readonly id: string | null;
  readonly event_id: string;
  readonly head_id: string | null;
  readonly head_version: number;
  readonly head_deleted: boolean;
  readonly command_version: number | null;
  readonly command_fingerprint: string;
} & Omit<NoteState, 'id'>;

/** Rows, checkpoints and commands in one statement, hence of one snapshot. A note with no row, or a stale one, may have a
 * head in the journal all the same: an event of an unknown type has frozen it. By `limit 1` each is looked up by its key, also in a
 * plan that was made while the tables were empty; and a command by the index of commands, since only that has the order: a note
 * may have any number of events. */
const statement = {
  name: 'load-snapshots',
  text: `
    select c.positions, n.id, n.title, n.description, n.priority, n.created_by, n.created_at, n.updated_at, n.version,
           n.deleted_at, n.event_id, head.event_id as head_id, head.version as head_version, head.deleted as head_deleted,
           j.version as command_version, j.fingerprint as command_fingerprint
      from unnest($1::uuid[], $2::uuid[]) with ordinality as wanted (note_id, command_id, place)
     cross join (select json_object_agg(partition, position) as positions from checkpoints) c
      left join lateral (select * from notes where id = wanted.note_id limit 1) n on true
      left join lateral (
        select event_id, version, coalesce((
            select type = 'notes.NoteDeleted.v1' from journal where note_id = wanted.note_id
              and type in ('notes.NoteCreated.v1', 'notes.NoteDeleted.v1', 'notes.NoteRestored.v1')
             order by version desc limit 1), false) as deleted
          from journal where note_id = wanted.note_id and (n.id is null or n.stale) order by version desc limit 1) head on true
      left join lateral (select version, fingerprint from journal
                          where note_id = wanted.note_id and command_id >= wanted.command_id and command_id <= wanted.command_id
                          order by command_id, version limit 1) j on true
     order by wanted.place`,
};

type JournalRow = Pick<KnownNoteEvent, 'version' | 'type' | 'data' | 'actor' | 'time'> & {
  readonly pos: number;
  readonly event_id: string;
  readonly command_id: string;
  readonly fingerprint: string;
};

const history = {
  name: 'load-history',
  text: `select pos, version, type, data, actor, time, event_id, command_id, fingerprint
           from journal where note_id = $1 and version <= $2 order by version`,
};

const maxNotes = 500;

/**
 * Loads cold notes from the read model. One statement is under way at a time; what is asked for meanwhile goes into the
 * next one, so that many cold notes cost few round trips.
 */
export class SnapshotLoader {
  readonly #pool: Pool;
  readonly #waiting: Request[] = [];
  #busy = false;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** `commandId`: also look for what this command did, if anything. Rejects if the database is away. */
  load(noteId: string, partition: number, commandId: string | undefined): Promise<Snapshot> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ noteId, commandId, partition, resolve, reject });
      if (this.#busy) return;
      this.#busy = true;
      queueMicrotask(() => void this.#run());
    });
  }

  /** The note right after its nth event, and that event's offset, from the journal. */
  async stateAt(noteId: string, version: number): Promise<{ state: NoteState; offset: number }> {
    const { rows } = await this.#pool.query<JournalRow>({ ...history, values: [noteId, version] });
    let state: NoteState | undefined;
    for (const row of rows) state = evolve(state, toEvent(noteId, row));
    const offset = rows.at(-1)?.pos;
    if (state?.version !== version || offset === undefined)
      throw new Error(`the journal has no version ${version} of note ${noteId}`);
    return { state, offset };
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) await this.#loadBatch(this.#waiting.splice(0, maxNotes));
    this.#busy = false;
  }

  async #loadBatch(batch: readonly Request[]): Promise<void> {
    try {
      const ids = batch.map((request) => request.noteId);
      const commands = batch.map((request) => request.commandId ?? null);
      const { rows } = await this.#pool.query<Row>({ ...statement, values: [ids, commands] });
      for (const [i, request] of batch.entries()) {
        const row = rows[i];
        if (row === undefined) throw new Error('the database answered fewer rows than notes were asked for');
        request.resolve(toSnapshot(row, request.partition));
      }
    } catch (error) {
      for (const request of batch) request.reject(error);
    }
  }
}

function toSnapshot(row: Row, partition: number): Snapshot {
  const { command_version: version, command_fingerprint: fingerprint } = row;
  return {
    chain: toChain(row),
    position: row.positions?.[partition] ?? -1,
    command: version === null ? undefined : { version, fingerprint },
  };
}

function toChain(row: Row): NoteChain | undefined {
  const frozen = row.head_id === null ? undefined : frozenHead(row, row.head_id);
  if (row.id === null) return frozen && { head: frozen, state: undefined };
  const head = frozen ?? {
    ...{ eventId: row.event_id, version: row.version, frozen: false },
    deleted: row.deleted_at !== null,
  };
  const { title, description, priority, created_by, created_at, updated_at, version, deleted_at } = row;
  return {
    head,
    state: { id: row.id, title, description, priority, created_by, created_at, updated_at, version, deleted_at },
  };
}

const frozenHead = ({ head_version: version, head_deleted: deleted }: Row, eventId: string): NoteChain['head'] => ({
  ...{ eventId, version, deleted },
  frozen: true,
});

function toEvent(noteId: string, row: JournalRow): KnownNoteEvent {
  if (!isKnownType(note.events, row.type))
    throw new Error(`note ${noteId} holds an event of the unknown type ${row.type}`);
  const { event_id: id, command_id: commandId, version, type, data, actor, time, fingerprint } = row;
  const stamp = {
    id,
    subject: noteId,
    version,
    previous: undefined,
    commandId,
    fingerprint,
    actor,
    time,
    traceparent: undefined,
  };
  return { ...stamp, type, data } as KnownNoteEvent;
}
