import { createLogAdmin, type LogAdmin, LogError, type TopicFault } from '@notes/log';
import { checkLocale, migrate } from '@notes/postgres';
import {
  checkLog,
  createPool,
  keepTrying,
  loadConfig,
  logConfigOf,
  processSettings,
  readIdentity,
} from '@notes/service';
import type { Pool } from 'pg';
import { type Static, Type } from 'typebox';
import { commandLogger, say } from '../terminal.ts';
import { claimLog, openLog } from './open-log.ts';

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
  const logger = commandLogger('setup', env);
  const signal = AbortSignal.timeout(patienceMs);
  const onWaiting = (reason: string): void => say(env, `waiting: ${reason}`);

  const applied = await keepTrying('postgres', () => migrate(config.DATABASE_URL), { logger, signal, onWaiting });
  console.log(applied.length === 0 ? 'database: up to date' : `database: applied ${applied.join(', ')}`);

  const admin = createLogAdmin(logConfigOf(config, 'notes-setup'), { logger });
  const pool = createPool(config, { logger, name: 'notes-setup', max: 1 });
  try {
    await requireLocale(pool);
    await keepTrying('kafka', () => admin.connect(), { logger, signal, onWaiting });
    await ensureTopic(admin, config);
    const opened = await openLog(admin, config.NOTES_TOPIC, await readIdentity(pool));
    await claimLog(pool, opened);
    const check = await checkLog({ pool, admin });
    if (!check.ok) throw new Error(check.fault);
    console.log(`log: ${config.NOTES_TOPIC} is open, epoch ${opened.epoch}, ${opened.partitions} partitions`);
  } finally {
    await admin.stop();
    await pool.end();
  }
}

async function requireLocale(pool: Pool): Promise<void> {
  const fault = await checkLocale(pool);
  if (fault?.refuse === true) throw new Error(`The database cannot be used: ${fault.message}`);
  if (fault !== undefined) console.error(`database: ${fault.message}`);
}

/** The topic that is wanted, as far as a name, partitions and copies go. */
type WantedTopic = Pick<SetupConfig, 'NOTES_TOPIC' | 'NOTES_PARTITIONS' | 'NOTES_REPLICATION'>;

/** Creates the topic if there is none, and checks its settings. Rejects if events would be lost with them. */
export async function ensureTopic(admin: LogAdmin, config: WantedTopic): Promise<void> {
  const { NOTES_PARTITIONS: partitions, NOTES_REPLICATION: replication, NOTES_TOPIC: topic } = config;
  const created = await admin.createTopic({ partitions, ...(replication === undefined ? {} : { replication }) });
  console.log(created ? `topic: created ${topic}` : `topic: ${topic} exists`);
  await stampByBrokers(admin);
  const faults = await admin.checkTopic();
  const harmful = faults.filter((fault) => fault.harmful);
  if (harmful.length > 0)
    throw new Error(`The settings of topic ${topic} would lose or refuse events. Fix them:\n${listOf(harmful)}`);
  if (faults.length > 0) console.error(`warning: topic ${topic} should have other settings:\n${listOf(faults)}`);
}

/** A topic that former software has made takes the stamps of producers. Changing that is harmless; a user without the right to is warned below. */
async function stampByBrokers(admin: LogAdmin): Promise<void> {
  const stamps = (await admin.checkTopic()).find(({ name }) => name === 'message.timestamp.type');
  if (stamps === undefined) return;
  try {
    await admin.alterTopic({ [stamps.name]: stamps.wanted });
    console.log(`topic: ${stamps.name} changed from ${stamps.value} to ${stamps.wanted}`);
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
  }
}

const listOf = (faults: readonly TopicFault[]): string =>
  faults
    .map(
      ({ name, value, wanted, harmful, command }) =>
        `  ${name} is ${value}, ${harmful ? 'must' : 'should'} be ${wanted}:\n    ${command}`,
    )
    .join('\n');
