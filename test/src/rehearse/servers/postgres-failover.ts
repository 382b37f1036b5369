import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { withClient } from '@notes/postgres';
import { postgresTools, type Stack, startStack } from '@notes/servers';
import { eventually, startTcpProxy, type TcpProxy } from '@notes/testing';
import { anyPorts } from '../../harness/any-ports.ts';
import { call } from '../../harness/http.ts';
import { succeeded } from '../clients/phases.ts';
import { onServers, type ServerStage } from './server-stage.ts';

/** What becomes of the primary. `lives on`: it is cut off, and serves those whose connections are open. */
const rounds = ['killed', 'killed', 'lives on'] as const;
/** For so long there are two. */
const twoMs = 5_000;
/** For so long before its end the primary sends nothing to the standby: that much is lost. */
const lostMs = 3_000;
/** How long it takes until somebody notices. */
const noticedAfterMs = 1_000;
const watchedMs = 10_000;
/** After the new primary takes writes. */
const readsBackWithinMs = 2_000;

/**
 * A primary is lost with commits that its asynchronous standby has not got, the standby promoted; over and over. The last one is killed
 * only when the standby has been the primary for a while, too.
 */
export function rehearsePostgresFailover(): Promise<boolean> {
  return onServers({
    async act(stage) {
      const wrong: string[] = [];
      const lines: string[] = [];
      let primary = stage.stack;
      for (const [i, fate] of rounds.entries()) {
        const round = await failOver(stage, primary, { n: i + 1, fate });
        primary = round.promoted;
        wrong.push(...round.wrong);
        lines.push(round.line);
      }
      console.log('| primary | journal entries lost | first read | last read refused | read of the newest write |');
      console.log('| --- | --- | --- | --- | --- |');
      for (const line of lines) console.log(line);
      console.log('');
      return wrong;
    },
  });
}

type Plan = { readonly n: number; readonly fate: (typeof rounds)[number] };
type Round = { readonly promoted: Stack; readonly wrong: readonly string[]; readonly line: string };

async function failOver(stage: ServerStage, primary: Stack, plan: Plan): Promise<Round> {
  const { n } = plan;
  const way = await startTcpProxy(primary.databaseUrl);
  try {
    const standby = await startStandby(stage, primary, way, `standby-${n}`);
    stage.phases.begin(`${n}: primary and standby`);
    await wait(watchedMs);
    way.cut();
    await wait(lostMs);
    return await loseNewest(stage, { primary, standby }, plan);
  } finally {
    await way.close();
  }
}

async function loseNewest(
  stage: ServerStage,
  { primary, standby }: { readonly primary: Stack; readonly standby: Stack },
  { n, fate }: Plan,
): Promise<Round> {
  const { postgres, load, phases, gateway } = stage;
  const killPrimary = async (): Promise<void> => {
    primary.servers.postgres.kill('SIGKILL');
    await primary.servers.postgres.gone();
    postgres.breakOnce();
  };
  const before = await journalEntries(stage, primary);
  if (fate === 'killed') {
    phases.begin(`${n}: primary killed`);
    postgres.cut();
    await killPrimary();
    await wait(noticedAfterMs);
  }
  await withClient(standby.databaseUrl, (client) => client.query('select pg_promote()'));
  const lost = before - (await journalEntries(stage, standby));
  postgres.moveTo(standby.databaseUrl);
  postgres.restore();
  if (fate === 'lives on') {
    phases.begin(`${n}: two primaries`);
    await wait(twoMs);
    await killPrimary();
  }
  const newest = load.attempts.findLast(({ answer }) => answer?.token !== undefined)?.answer?.token ?? '';
  phases.begin(`${n}: standby promoted`);
  const from = performance.now();
  const headers = { 'consistency-token': newest, prefer: 'wait=30' };
  const read = await call('GET', `${gateway.url}/v1/notes?limit=1`, { headers });
  const newestMs = performance.now() - from;
  await wait(watchedMs);
  const after = load.reads.filter(({ end }) => end >= from);
  const firstMs = Math.min(...after.filter(({ answer }) => succeeded(answer)).map(({ end }) => end - from));
  const refusedMs = Math.max(0, ...after.filter(({ answer }) => !succeeded(answer)).map(({ end }) => end - from));
  const wrong = [
    ...(lost > 0 ? [] : [`round ${n} lost nothing, and so shows nothing`]),
    ...(read.status === 200 ? [] : [`round ${n}: the newest write was not read, but answered ${read.status}`]),
    ...(Math.max(firstMs, refusedMs, newestMs) <= readsBackWithinMs ? [] : [`round ${n}: reads came back late`]),
  ];
  const times = [firstMs, refusedMs, newestMs].map((ms) => `${ms.toFixed(0)} ms`);
  return { promoted: standby, wrong, line: `| ${[fate, lost, ...times].join(' | ')} |` };
}

/** Follows the primary asynchronously over `way`. */
async function startStandby(stage: ServerStage, primary: Stack, way: TcpProxy, name: string): Promise<Stack> {
  const dir = join(stage.dir, name);
  const tools = await postgresTools(dir, process.env);
  const data = join(tools.home, 'data');
  await tools.run('pg_basebackup', ['-d', way.url, '-D', data, '-X', 'stream', '-R', '-c', 'fast']);
  tools.keepPassword(new URL(primary.databaseUrl).password);
  const standby = await startPostgresIn(stage, dir);
  const streams = async (): Promise<void> => {
    const text = "select 1 from pg_stat_replication where state = 'streaming'";
    const { rowCount } = await withClient(primary.databaseUrl, (client) => client.query(text));
    if (rowCount === 0) throw new Error('the standby does not stream');
  };
  await eventually(streams, { timeoutMs: 30_000, everyMs: 100 });
  return standby;
}

/** Starts a further Postgres on the data in a folder. */
export async function startPostgresIn({ stack, others }: ServerStage, dir: string): Promise<Stack> {
  const given = { KAFKA_BROKERS: stack.kafkaBrokers, REDIS_URL: stack.redisUrl };
  const { DATABASE_URL: _, ...env } = process.env;
  const further = await startStack({ dir, env: { ...env, ...given }, ports: anyPorts });
  others.push(further);
  return further;
}

/** The address of the system's database on another server. */
export function databaseOn({ system }: ServerStage, { databaseUrl }: Stack): string {
  const { pathname } = new URL(system.env['DATABASE_URL'] ?? '');
  return Object.assign(new URL(databaseUrl), { pathname }).href;
}

async function journalEntries(stage: ServerStage, server: Stack): Promise<number> {
  const text = 'select count(*)::int as n from journal_entries';
  const { rows } = await withClient(databaseOn(stage, server), (client) => client.query<{ n: number }>(text));
  return rows[0]?.n ?? 0;
}
