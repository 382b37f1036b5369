import type { LogAdmin } from '@notes/log';
import { readMigrations } from '@notes/postgres';
import { checkLog, type LogCheck } from '@notes/service';
import type pg from 'pg';

/**
 * Whether anything may be applied: the database has the schema that this software is written for, the topic keeps its
 * records for ever, and they belong together. If not, why, and what to run. Asked at the start and after every outage.
 * Throws a LogError if Kafka cannot be asked, and what Postgres answers if Postgres cannot.
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
