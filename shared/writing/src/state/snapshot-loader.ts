import {
  type Aggregate,
  type Chain,
  isKnownType,
  type KnownEvent,
  type Next,
  nextOf,
  type Row as StateRow,
  type SubjectState,
} from '@notes/kernel';
import { gather, headInJournal, type JournalHeadRow, journalHead, journalHeadColumns } from '@notes/service';
import type { Pool } from 'pg';

/** A subject as the read model has it, how far that snapshot goes, and the version a command made of it, if it did. */
export type Snapshot = {
  readonly chain: Chain | undefined;
  /** The snapshot covers the subject's partition below this. */
  readonly next: Next;
  readonly command: { readonly version: number; readonly fingerprint: string } | undefined;
};

type Request = {
  readonly subject: string;
  readonly commandId: string | undefined;
  readonly partition: number;
};

type Row = JournalHeadRow & {
  /** In the first row alone. */
  readonly positions: Readonly<Record<string, number>> | null;
  readonly id: string | null;
  readonly event_id: string;
  readonly command_version: number | null;
  readonly command_fingerprint: string;
};

/**
 * Rows, checkpoints and commands in one statement, hence of one snapshot. A command is looked up by the index of commands, since
 * only that has the order: a subject may have any number of events.
 */
function loadStatement(aggregate: Aggregate): { readonly name: string; readonly text: string } {
  const { table, columns } = aggregate.row;
  const own = Object.keys(columns).filter((column) => column !== 'id');
  return {
    name: `load-snapshots-${table}`,
    text: `
    select case when wanted.place = 1 then (select json_object_agg(partition, position) from checkpoints) end as positions,
           n.id, ${own.map((column) => `n.${column}`).join(', ')}, n.event_id,
           ${journalHeadColumns},
           j.version as command_version, j.fingerprint as command_fingerprint
      from unnest($1::uuid[], $2::uuid[]) with ordinality as wanted (subject, command_id, place)
      left join lateral (select * from ${table} where id = wanted.subject limit 1) n on true
      left join lateral ${journalHead(aggregate, 'wanted.subject', 'n.id is null or n.stale')} head on true
      left join lateral (select version, fingerprint from journal_entries
                          where subject = wanted.subject and command_id >= wanted.command_id and command_id <= wanted.command_id
                          order by command_id, version limit 1) j on true
     order by wanted.place`,
  };
}

type JournalRow = Pick<KnownEvent, 'version' | 'type' | 'data' | 'actor' | 'time'> & {
  readonly pos: number;
  readonly event_id: string;
  readonly command_id: string;
  readonly fingerprint: string;
};

const history = {
  name: 'load-history',
  text: `select pos, version, type, data, actor, time, event_id, command_id, fingerprint
           from journal_entries where subject = $1 and version <= $2 order by version`,
};

const maxSubjects = 500;

/**
 * Loads cold subjects from the read model. One statement is under way at a time; what is asked for meanwhile goes into the
 * next one, so that many cold ones cost few round trips.
 */
export class SnapshotLoader {
  readonly #pool: Pool;
  readonly #aggregate: Aggregate;
  readonly #statement: ReturnType<typeof loadStatement>;
  readonly #loadOne = gather((requests: readonly Request[]) => this.#loadAll(requests), maxSubjects);

  constructor(pool: Pool, aggregate: Aggregate) {
    this.#pool = pool;
    this.#aggregate = aggregate;
    this.#statement = loadStatement(aggregate);
  }

  /** `commandId`: also look for what this command did, if anything. Rejects if the database is away. */
  load(subject: string, partition: number, commandId: string | undefined): Promise<Snapshot> {
    return this.#loadOne({ subject, commandId, partition });
  }

  /** The subject right after its nth event, and that event's offset, from the journal. */
  async stateAt(subject: string, version: number): Promise<{ state: SubjectState; offset: number }> {
    const { rows } = await this.#pool.query<JournalRow>({ ...history, values: [subject, version] });
    let state: SubjectState | undefined;
    for (const row of rows) state = this.#aggregate.evolve(state, toEvent(this.#aggregate, subject, row));
    const offset = rows.at(-1)?.pos;
    if (state?.version !== version || offset === undefined)
      throw new Error(`the journal has no version ${version} of ${this.#aggregate.name} ${subject}`);
    return { state, offset };
  }

  async #loadAll(requests: readonly Request[]): Promise<Snapshot[]> {
    const ids = requests.map(({ subject }) => subject);
    const commands = requests.map(({ commandId }) => commandId ?? null);
    const { rows } = await this.#pool.query<Row & StateRow>({ ...this.#statement, values: [ids, commands] });
    // Of one snapshot, so they are told once.
    const positions = rows[0]?.positions;
    return requests.map(({ partition }, i) => {
      const row = rows[i];
      if (row === undefined) throw new Error('the database answered fewer rows than were asked for');
      return toSnapshot(this.#aggregate, row, nextOf(positions?.[partition] ?? -1));
    });
  }
}

function toSnapshot({ family, row: mapping }: Aggregate, row: Row & StateRow, next: Next): Snapshot {
  const { command_version: version, command_fingerprint: fingerprint } = row;
  const state = row.id === null ? undefined : mapping.fromRow(row);
  return {
    chain: chainOf(family, row, state),
    next,
    command: version === null ? undefined : { version, fingerprint },
  };
}

function chainOf(family: string, row: Row, state: SubjectState | undefined): Chain | undefined {
  const journalled = headInJournal(row);
  if (journalled !== undefined) return { head: journalled.head, state };
  if (state === undefined) return undefined;
  const { version, deleted_at } = state;
  return { head: { family, eventId: row.event_id, version, deleted: deleted_at !== null, frozen: false }, state };
}

function toEvent({ name, events }: Aggregate, subject: string, row: JournalRow): KnownEvent {
  const { event_id: id, command_id: commandId, version, type, data, actor, time, fingerprint } = row;
  if (!isKnownType(events, type)) throw new Error(`${name} ${subject} holds an event of the unknown type ${type}`);
  const whence = { previous: undefined, traceparent: undefined };
  return { id, subject, version, commandId, fingerprint, actor, time, type, data, ...whence };
}
