import { createLogAdmin, type LogAdmin } from '@notes/log';
import { checkLocale, migrate } from '@notes/postgres';
import { createLogger, createPool, keepTrying, loadConfig, logConfigOf, processSettings } from '@notes/service';
import type { Pool } from 'pg';
import { type Static, Type } from 'typebox';
import { claimLog } from './claim-log.ts';
import { openLog } from './open-log.ts';

const SetupConfig = Type.Object(processSettings.setup);
type SetupConfig = Static<typeof SetupConfig>;

/** How long servers that are just starting are waited for. */
const patienceMs = 60_000;

/**
 * Makes everything ready for the services: migrates the database, creates the topic if there is none, checks its settings,
 * opens the log, and notes in the database which log it follows. Rejects with what to do if a part of that is not possible.
 */
export async function setup(env: NodeJS.ProcessEnv): Promise<void> {
  const config = loadConfig(SetupConfig, env);
  const logger = createLogger('setup', config.LOG_LEVEL === 'info' ? 'warn' : config.LOG_LEVEL);
  const signal = AbortSignal.timeout(patienceMs);
  const onWaiting = (reason: string): void => console.error(`waiting: ${reason}`);

  const applied = await keepTrying('postgres', () => migrate(config.DATABASE_URL), { logger, signal, onWaiting });
  console.log(applied.length === 0 ? 'database: up to date' : `database: applied ${applied.join(', ')}`);

  const admin = createLogAdmin(logConfigOf(config, 'notes-setup'), { logger });
  const pool = createPool(config, { logger, name: 'notes-setup', max: 1 });
  try {
    await requireLocale(pool);
    await keepTrying('kafka', () => admin.connect(), { logger, signal, onWaiting });
    await ensureTopic(admin, config);
    const opened = await openLog(admin, config.NOTES_TOPIC);
    await claimLog(pool, opened);
    console.log(`log: ${config.NOTES_TOPIC} is open, epoch ${opened.epoch}, ${opened.partitions} partitions`);
  } finally {
    await admin.stop();
    await pool.end();
  }
}

async function requireLocale(pool: Pool): Promise<void> {
  const fault = await checkLocale(pool);
  if (fault?.refuse === true) throw new Error(`The database will not do: ${fault.message}`);
  if (fault !== undefined) console.error(`database: ${fault.message}`);
}

async function ensureTopic(admin: LogAdmin, config: SetupConfig): Promise<void> {
  const { NOTES_PARTITIONS: partitions, NOTES_REPLICATION: replication, NOTES_TOPIC: topic } = config;
  const created = await admin.createTopic({ partitions, ...(replication === undefined ? {} : { replication }) });
  console.log(created ? `topic: created ${topic}` : `topic: ${topic} is there`);
  const faults = await admin.checkTopic();
  if (faults.length === 0) return;
  const list = faults.map(
    ({ name, value, wanted, command }) => `  ${name} is ${value}, must be ${wanted}:\n    ${command}`,
  );
  throw new Error(
    `The settings of topic ${topic} would lose events or let readers disagree. Mend them:\n${list.join('\n')}`,
  );
}
