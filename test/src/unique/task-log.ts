import type { Task } from '@notes/features/tasks/contract';
import type { LogRecord } from '@notes/log';

/** An event that counts. `atMs`: when the broker appended it, by its clock. `state`: the task after it, undefined while there is none. */
export type TaskVersion = {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly actor: string;
  readonly trace: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly partition: number;
  readonly offset: number;
  readonly atMs: number;
  readonly state: TaskThen | undefined;
};

type TaskThen = Task & { readonly deleted_at: string | null };

/** For how long a task was live with a value, by the broker's clock; to the end of time if it still is. */
export type Spell = {
  readonly task: string;
  readonly value: string;
  readonly fromMs: number;
  readonly untilMs: number;
};

type Envelope = {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly sequence: string;
  readonly previous?: string;
  readonly actor: string;
  readonly time: string;
  readonly traceparent?: string;
  readonly data: Readonly<Record<string, unknown>>;
};

/**
 * The tasks and the claims as the log has them. Folded here by what the documents say of events, with nothing of the code that
 * writes and projects them: what that code does wrong must not look right.
 */
export class TaskLog {
  /** Events that count, by task. */
  readonly tasks = new Map<string, readonly TaskVersion[]>();
  /** The last event that counts of each claim, and how many there are. */
  readonly claims = new Map<string, { readonly eventId: string; readonly version: number }>();
  /** In the order of the log, for each value. */
  readonly spells = new Map<string, readonly Spell[]>();
  /** What no writer of ours should ever have appended. */
  readonly faults: string[] = [];
  /** Events that came too late for their place. */
  void = 0;
  fences = 0;

  /** The records of one partition are in the order of their offsets. */
  constructor(records: Iterable<LogRecord>) {
    for (const record of records) {
      if (record.key === null || record.value === null) continue;
      const event: Envelope = JSON.parse(record.value.toString());
      if (event.type.startsWith('tasks.')) this.#pushTask(event, record);
      else if (event.type.startsWith('claims.')) this.#pushClaim(event);
    }
    this.#findSpells();
  }

  #pushClaim(event: Envelope): void {
    const last = this.claims.get(event.subject);
    if (!this.#follows(event, last)) return;
    this.claims.set(event.subject, { eventId: event.id, version: Number(event.sequence) });
  }

  #pushTask(event: Envelope, { partition, offset, timestamp }: LogRecord): void {
    const versions = this.tasks.get(event.subject) ?? [];
    const last = versions.at(-1);
    if (!this.#follows(event, last && { eventId: last.id, version: last.version })) return;
    const { id, type, actor, data } = event;
    const state = taskAfter(last?.state, event);
    if (state === 'impossible') {
      this.faults.push(`${type} of task ${event.subject} at ${partition}-${offset} does not apply to it`);
      return;
    }
    if (type === 'tasks.Fenced.v1') this.fences += 1;
    const trace = event.traceparent?.split('-')[1] ?? '';
    const next = { id, type, version: Number(event.sequence), actor, trace, data, partition, offset, state };
    this.tasks.set(event.subject, [...versions, { ...next, atMs: timestamp }]);
  }

  /** Whether an event stands in its place: only what names the last one that counts does. */
  #follows({ id, type, subject, previous, sequence }: Envelope, last?: { eventId: string; version: number }): boolean {
    if (previous !== last?.eventId) {
      this.void += 1;
      return false;
    }
    if (Number(sequence) === (last?.version ?? 0) + 1) return true;
    this.faults.push(`${type} ${id} of ${subject} has version ${sequence} after ${last?.version}`);
    return false;
  }

  #findSpells(): void {
    const found: Spell[] = [];
    for (const [task, versions] of this.tasks) {
      let open: { value: string; fromMs: number } | undefined;
      for (const { state, atMs } of versions) {
        const value = heldBy(state);
        if (value === (open?.value ?? null)) continue;
        if (open !== undefined) found.push({ task, ...open, untilMs: atMs });
        open = value === null ? undefined : { value, fromMs: atMs };
      }
      if (open !== undefined) found.push({ task, ...open, untilMs: Number.POSITIVE_INFINITY });
    }
    const inOrder = found.toSorted((a, b) => a.fromMs - b.fromMs || a.untilMs - b.untilMs);
    for (const value of new Set(inOrder.map((spell) => spell.value)))
      this.spells.set(
        value,
        inOrder.filter((spell) => spell.value === value),
      );
  }
}

const heldBy = (state: TaskThen | undefined): string | null =>
  state === undefined || state.deleted_at !== null ? null : state.unique_title;

function taskAfter(
  state: TaskThen | undefined,
  { type, subject, sequence, actor, time, data }: Envelope,
): TaskThen | undefined | 'impossible' {
  const now = { updated_at: time, version: Number(sequence) };
  if (type === 'tasks.Fenced.v1') return state && { ...state, ...now };
  if (type === 'tasks.TaskCreated.v1') {
    if (state !== undefined) return 'impossible';
    const fields = data as unknown as Task;
    return { ...fields, id: subject, created_by: actor, created_at: time, ...now, deleted_at: null };
  }
  if (state === undefined) return 'impossible';
  const isLive = state.deleted_at === null;
  if (type === 'tasks.TaskRestored.v1') return isLive ? 'impossible' : { ...state, ...now, deleted_at: null };
  if (!isLive) return 'impossible';
  if (type === 'tasks.TaskDeleted.v1') return { ...state, ...now, deleted_at: time };
  if (type === 'tasks.TaskRevised.v1') return { ...state, ...(data['changes'] as object), ...now };
  return 'impossible';
}
