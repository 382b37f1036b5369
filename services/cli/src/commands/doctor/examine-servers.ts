import { createLogAdmin, type LogAdmin } from '@notes/log';
import {
  createPool,
  createRedis,
  describeError,
  LogSettings,
  loadConfig,
  logConfigOf,
  PostgresSettings,
  type Redis,
  RedisSettings,
  readIdentity,
} from '@notes/service';
import type { Pool } from 'pg';
import { Type } from 'typebox';
import { commandLogger } from '../../terminal.ts';
import { mistakesIn } from '../print-config.ts';
import { examineDatabase } from './examine-database.ts';
import { examineLog, examineTopic } from './examine-log.ts';
import { examineProgress } from './examine-progress.ts';
import { type Finding, ok, problem, skipped } from './finding.ts';

/** What was found of the settings, of the servers that they name, and of how far the database is; and which log it follows. */
export async function examineServers(
  env: NodeJS.ProcessEnv,
): Promise<{ findings: Finding[]; epoch: string | undefined }> {
  const mistakes = mistakesIn(env);
  const findings = mistakes.map(({ variable, wrong, write }) => problem('settings', `${variable} ${wrong}`, write));
  if (mistakes.length === 0) findings.push(ok('settings', 'every process would start with them'));
  const servers = connect(env, new Set(mistakes.map(({ variable }) => variable)));
  const { pool, admin, redis } = servers;
  try {
    const database = await look('postgres', pool && (() => examineDatabase(pool.pool, pool.url)));
    const topic = await look('kafka', admin && (() => examineTopic(admin.admin, admin.topic)));
    const feed = await look('redis', redis && (() => redis.state));
    findings.push(...database, ...topic, ...feed);
    const isReady = [...database, ...topic].every(isSound);
    if (pool === undefined || admin === undefined || !isReady)
      return { findings: [...findings, skipped('progress', 'database and log are needed for it')], epoch: undefined };
    const log = await look('log', async () => [await examineLog(pool.pool, admin.admin)]);
    findings.push(...log);
    const heard = feed.every(isSound) ? redis : undefined;
    if (log.every(isSound))
      findings.push(...(await look('progress', () => examineProgress(pool.pool, admin.admin, heard))));
    return { findings, epoch: (await readIdentity(pool.pool))?.epoch };
  } finally {
    redis?.redis.disconnect();
    await Promise.all([admin?.admin.stop(), pool?.pool.end()]);
  }
}

const isSound = ({ state }: Finding): boolean => state === 'ok' || state === 'warning';

type Servers = {
  readonly pool: { readonly pool: Pool; readonly url: string } | undefined;
  readonly admin: { readonly admin: LogAdmin; readonly topic: string } | undefined;
  /** Of a connection for subscriptions; `state`: what becomes of connecting. */
  readonly redis: { readonly redis: Redis; readonly prefix: string; readonly state: Promise<Finding[]> } | undefined;
};

/** Connections to the servers whose settings are right; `wrong`: the variables that are not. */
function connect(env: NodeJS.ProcessEnv, wrong: ReadonlySet<string>): Servers {
  const name = 'notes-doctor';
  const logger = commandLogger('doctor', env);
  const isRight = (settings: object): boolean => !Object.keys(settings).some((variable) => wrong.has(variable));
  const database = isRight(PostgresSettings) ? loadConfig(Type.Object(PostgresSettings), env) : undefined;
  const kafka = isRight(LogSettings) ? logConfigOf(loadConfig(Type.Object(LogSettings), env), name) : undefined;
  const redis = isRight(RedisSettings) ? loadConfig(Type.Object(RedisSettings), env) : undefined;
  return {
    pool: database && { pool: createPool(database, { logger, name, max: 1 }), url: database.DATABASE_URL },
    admin: kafka && { admin: createLogAdmin(kafka, { logger }), topic: kafka.topic },
    redis: redis && connectRedis(redis, logger),
  };
}

type RedisConfig = { readonly REDIS_URL: string; readonly REDIS_PREFIX: string };

function connectRedis(config: RedisConfig, logger: ReturnType<typeof commandLogger>): Servers['redis'] {
  let tell: (state: string) => void = () => {};
  const connected = new Promise<string>((resolve) => {
    tell = resolve;
  });
  const redis = createRedis(config, {
    ...{ logger, name: 'notes-doctor', subscriber: true },
    onState: (state) => {
      if (state !== 'not connected yet') tell(state);
    },
  });
  const state = connected.then((found) => [
    found === 'ok'
      ? ok('redis', 'answers')
      : problem('redis', found, 'Start it, or set REDIS_URL. The feed is slower without it.'),
  ]);
  return { redis, prefix: config.REDIS_PREFIX, state };
}

const starts: Readonly<Record<string, string>> = {
  postgres: 'Start it, or set DATABASE_URL; `notes db create` creates a database that is missing.',
  kafka: 'Start it, or set KAFKA_BROKERS.',
};

/** What is found; a server that cannot be asked is a problem, and one without settings is skipped. */
async function look(check: string, examine: (() => Promise<Finding[]>) | undefined): Promise<Finding[]> {
  if (examine === undefined) return [skipped(check, 'its settings cannot be used')];
  try {
    return await examine();
  } catch (error) {
    return [
      problem(
        check,
        describeError(error),
        starts[check] ?? 'Run `notes doctor -v` for what happens on the connections.',
      ),
    ];
  }
}
