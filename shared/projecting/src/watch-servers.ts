import { type Checkpoint, fromBeginning, type Next } from '@notes/kernel';
import type { LogAdmin } from '@notes/log';
import { readMigrations } from '@notes/postgres';
import { checkLog, describeError, type LogCheck, type LogGate, type Readiness, readCheckpoints } from '@notes/service';
import type pg from 'pg';

type Options = {
  readonly pool: pg.Pool;
  readonly admin: LogAdmin;
  readonly gate: LogGate;
  readonly readiness: Readiness;
  /** The checkpoints of the partitions that this instance holds, as far as it knows. */
  readonly held: () => readonly Checkpoint[];
  /** By partition, as far as it can be known. */
  readonly onLag: (lags: ReadonlyMap<number, number>) => void;
  /** Checkpoints that lie before what was applied: Postgres has lost it. */
  readonly onSteppedBack: (checkpoints: readonly Checkpoint[]) => void;
};

/**
 * Queries each server once, so that an unavailable one is noticed and named also while nothing is to be applied, and reports
 * the lag, of partitions whose leader answers. A connection that was lost closes the gate: the next one may lead to another database,
 * or another log. Kafka is unavailable if no leader answers.
 *
 * It also notices a Postgres that has stepped back (it crashed and lost its last commits, was restored, or set up anew): a partition in
 * which nothing new happens would never be read again otherwise.
 */
export async function watchServers(options: Options): Promise<void> {
  const { pool, admin, gate, readiness, onLag, onSteppedBack } = options;
  // Before the query: a checkpoint only moves forward meanwhile.
  const held = options.held();
  const [found, ends] = await Promise.all([
    query('postgres', () => readCheckpoints(pool)),
    query('kafka', () =>
      endsOf(
        admin,
        held.map(({ partition }) => partition),
      ),
    ),
  ]);
  if (found === undefined) {
    onLag(new Map());
    return;
  }
  const checkpoints = new Map(found.map((checkpoint) => [checkpoint.partition, checkpoint]));
  const behind = held.flatMap(({ partition, next }) => {
    const now = checkpoints.get(partition);
    return now !== undefined && now.next < next ? [now] : [];
  });
  if (behind.length > 0) onSteppedBack(behind);
  const lagOf = (partition: number, end: Next) => end - (checkpoints.get(partition)?.next ?? fromBeginning);
  onLag(new Map([...(ends ?? [])].map(([partition, end]) => [partition, Math.max(0, lagOf(partition, end))])));

  async function query<T>(server: 'postgres' | 'kafka', send: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await send();
      readiness.set(server, 'ok');
      return answer;
    } catch (error) {
      readiness.set(server, describeError(error));
      gate.invalidate();
      return undefined;
    }
  }
}

async function endsOf(admin: LogAdmin, partitions: readonly number[]): Promise<ReadonlyMap<number, Next>> {
  // That some leaders are away says nothing of the log: whoever reads it waits for them.
  if (partitions.length > 0) return admin.reachableEnds(partitions);
  // Nothing is held, so nothing lags; but whether Kafka is available is reported all the same.
  await admin.partitions();
  return new Map();
}

/**
 * Whether anything may be applied: the database has the schema that this software is written for, the topic keeps its
 * records for ever, and they belong together. If not, why, and what to run. Checked at the start and after every outage.
 * Throws a LogError if Kafka is unavailable, and the error of Postgres if Postgres is.
 */
export async function checkStart(servers: { readonly pool: pg.Pool; readonly admin: LogAdmin }): Promise<LogCheck> {
  const migrations = await readMigrations(servers.pool);
  const pending = migrations.filter(({ appliedAt }) => appliedAt === undefined).map(({ name }) => name);
  if (pending.length > 0)
    return fault(`the database lacks ${pending.join(', ')}: run \`notes setup\`, which applies it`);
  const log = await checkLog(servers);
  if (!log.ok) return log;
  const wrong = (await servers.admin.checkTopic()).filter(({ harmful }) => harmful);
  const [first] = wrong;
  if (first === undefined) return log;
  const { name, value, wanted, command } = first;
  return fault(`the topic's ${name} is ${value}, must be ${wanted}, or events are lost: ${command}`);
}

const fault = (text: string): LogCheck => ({ ok: false, fault: text });
