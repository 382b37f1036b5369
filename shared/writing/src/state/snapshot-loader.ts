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

/** A subject's row, if it has one, the checkpoint of its partition, and the log that the database follows. */
type PlainRow = {
  readonly position: number | null;
  readonly epoch: string | null;
  readonly id: string | null;
  readonly event_id: string;
  /** The row does not tell the whole of it: it is stale, or there is none although the journal knows the subject. */
  readonly unclear: boolean;
};

type Row = Omit<PlainRow, 'unclear'> &
  JournalHeadRow & {
    readonly command_version: number | null;
    readonly command_fingerprint: string;
  };

type Statement = { readonly name: string; readonly text: string };

const position = `
  (select position from checkpoints where partition = wanted.partition) as position,
  (select epoch from log_identity) as epoch`;

const columnsOf = ({ row: { columns } }: Aggregate): string =>
  [...new Set(['id', 'event_id', ...Object.keys(columns)])].map((column) => `n.${column}`).join(', ');

/**
 * Rows and checkpoints in one statement, hence of one snapshot: all that most subjects need, and half as dear as the whole. With
 * `limit 1` the journal is looked into by its key in every plan; for an `exists` Postgres may read the whole of it once.
 */
function plainStatement(aggregate: Aggregate): Statement {
  const { table } = aggregate.row;
  return {
    name: `load-rows-${table}`,
    text: `
    select ${position}, ${columnsOf(aggregate)}, coalesce(n.stale, journalled.known, false) as unclear
      from unnest($1::uuid[], $2::int[]) with ordinality as wanted (subject, partition, place)
      left join lateral (select * from ${table} where id = wanted.subject limit 1) n on true
      left join lateral (select true as known from journal_entries
                          where subject = wanted.subject and n.id is null limit 1) journalled on true
     order by wanted.place`,
  };
}

/**
 * Rows, ends of chains in the journal, checkpoints and commands in one statement. A command is looked up by the index of commands,
 * since only that has the order: a subject may have any number of events.
 */
function wholeStatement(aggregate: Aggregate): Statement {
  const { table } = aggregate.row;
  return {
    name: `load-snapshots-${table}`,
    text: `
    select ${position}, ${columnsOf(aggregate)}, ${journalHeadColumns},
           j.version as command_version, j.fingerprint as command_fingerprint
      from unnest($1::uuid[], $2::int[], $3::uuid[])
             with ordinality as wanted (subject, partition, command_id, place)
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
  readonly #epoch: () => string | undefined;
  readonly #plain: Statement;
  readonly #whole: Statement;
  readonly #loadPlain = gather((requests: readonly Request[]) => this.#plainly(requests), maxSubjects);
  readonly #loadWhole = gather((requests: readonly Request[]) => this.#wholly(requests), maxSubjects);

  /** `epoch`: of the log that is followed. */
  constructor(pool: Pool, aggregate: Aggregate, epoch: () => string | undefined) {
    this.#pool = pool;
    this.#aggregate = aggregate;
    this.#epoch = epoch;
    this.#plain = plainStatement(aggregate);
    this.#whole = wholeStatement(aggregate);
  }

  /** `commandId`: also look for what this command did, if anything. Rejects if the database is away, or follows another log. */
  async load(subject: string, partition: number, commandId: string | undefined): Promise<Snapshot> {
    const request = { subject, commandId, partition };
    return (commandId === undefined ? await this.#loadPlain(request) : undefined) ?? this.#loadWhole(request);
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

  /** Undefined: the row does not tell it. */
  async #plainly(requests: readonly Request[]): Promise<(Snapshot | undefined)[]> {
    const rows = await this.#query<PlainRow & StateRow>(this.#plain, requests);
    return rows.map((row) =>
      row.unclear ? undefined : { chain: liveChain(this.#aggregate, row), next: nextOfRow(row), command: undefined },
    );
  }

  async #wholly(requests: readonly Request[]): Promise<Snapshot[]> {
    const commands = requests.map(({ commandId }) => commandId ?? null);
    const rows = await this.#query<Row & StateRow>(this.#whole, requests, commands);
    return rows.map((row) => toSnapshot(this.#aggregate, row));
  }

  /** A row for each request, in their order. */
  async #query<R extends PlainRow | Row>(
    statement: Statement,
    requests: readonly Request[],
    ...more: unknown[]
  ): Promise<R[]> {
    const subjects = requests.map(({ subject }) => subject);
    const partitions = requests.map(({ partition }) => partition);
    const { rows } = await this.#pool.query<R>({ ...statement, values: [subjects, partitions, ...more] });
    const [row] = rows;
    if (row === undefined || rows.length !== requests.length)
      throw new Error(`the database answered ${rows.length} rows for ${requests.length} subjects`);
    // Each connection may lead elsewhere: to a restored backup, of another system by mistake.
    if ((row.epoch ?? undefined) !== this.#epoch())
      throw new Error(`the database follows the log ${row.epoch}, not ${this.#epoch()}`);
    return rows;
  }
}

/** Where the snapshot of this row ends in its partition. */
const nextOfRow = ({ position }: Pick<PlainRow, 'position'>): Next => nextOf(position ?? -1);

function toSnapshot(aggregate: Aggregate, row: Row & StateRow): Snapshot {
  const { command_version: version, command_fingerprint: fingerprint } = row;
  const journalled = headInJournal(row);
  const state = row.id === null ? undefined : aggregate.row.fromRow(row);
  return {
    chain: journalled === undefined ? liveChain(aggregate, row) : { head: journalled.head, state },
    next: nextOfRow(row),
    command: version === null ? undefined : { version, fingerprint },
  };
}

/** The chain that a row which is not stale is the end of. */
function liveChain(
  { family, row: mapping }: Aggregate,
  row: Pick<PlainRow, 'id' | 'event_id'> & StateRow,
): Chain | undefined {
  if (row.id === null) return undefined;
  const state = mapping.fromRow(row);
  const { version, deleted_at } = state;
  return { head: { family, eventId: row.event_id, version, deleted: deleted_at !== null, frozen: false }, state };
}

function toEvent({ name, events }: Aggregate, subject: string, row: JournalRow): KnownEvent {
  const { event_id: id, command_id: commandId, version, type, data, actor, time, fingerprint } = row;
  if (!isKnownType(events, type)) throw new Error(`${name} ${subject} holds an event of the unknown type ${type}`);
  const whence = { previous: undefined, traceparent: undefined };
  return { id, subject, version, commandId, fingerprint, actor, time, type, data, ...whence };
}
