import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { withClient } from '@notes/postgres';
import { type PostgresTools, postgresTools, type Stack } from '@notes/servers';
import { eventually } from '@notes/testing';
import { call } from '../../harness/http.ts';
import { System } from '../../harness/system.ts';
import { putOtherLog } from './other-log.ts';
import { databaseOn, startPostgresIn } from './postgres-failover.ts';
import { onServers, type ServerStage } from './server-stage.ts';

const watchedMs = 8_000;

/**
 * Postgres is lost again and again under load, and each time another backup of it is put in its place. When all that was judged, the
 * database of another log is.
 */
export function rehearseRestore(): Promise<boolean> {
  let site: Restoring | undefined;
  return onServers({
    async act(stage) {
      site = await Restoring.begin(stage);
      await site.archive();
      await site.backUp();
      stage.phases.begin('with a backup');
      await wait(watchedMs);
      const moment = await site.now();
      stage.phases.begin('after the moment that is gone back to');
      await wait(watchedMs);
      await site.archiveAll();
      return await replaceAll(site, moment);
    },
    async afterwards(stage) {
      if (site === undefined) return ['nothing was restored'];
      return putOtherLog(stage, { right: site.server, other: await site.makeOther() });
    },
  });
}

async function replaceAll(site: Restoring, moment: string): Promise<readonly string[]> {
  console.log('| put in its place | restored in | log applied in |');
  console.log('| --- | --- | --- |');
  const settings = [
    `restore_command = 'cp ${site.wal}/%f %p'`,
    `recovery_target_time = '${moment}'`,
    "recovery_target_action = 'promote'",
  ];
  const wrong = [
    ...(await site.replace('the backup, rolled forward', (dir) => site.restore(dir, settings, true))),
    ...(await site.replace('the backup alone', (dir) => site.restore(dir, ['archive_mode = off'], false))),
    ...(await site.replace('an empty database', (dir) => site.setUpAnew(dir))),
  ];
  console.log('');
  return wrong;
}

class Restoring {
  readonly #stage: ServerStage;
  readonly #tools: PostgresTools;
  /** Of another log than the services'. */
  readonly #other: System;
  #server: Stack;
  #made = 0;

  private constructor(stage: ServerStage, tools: PostgresTools, other: System) {
    this.#stage = stage;
    this.#tools = tools;
    this.#other = other;
    this.#server = stage.stack;
  }

  static async begin(stage: ServerStage): Promise<Restoring> {
    const other = await System.create({ ...stage.stack, databaseUrl: stage.postgres.url });
    return new Restoring(stage, await postgresTools(join(stage.dir, 'backups'), process.env), other);
  }

  /** The one that is in place. */
  get server(): Stack {
    return this.#server;
  }

  get wal(): string {
    return join(this.#tools.home, 'wal');
  }

  get #base(): string {
    return join(this.#tools.home, 'base');
  }

  /** From now on every file of the write-ahead log is kept. */
  async archive(): Promise<void> {
    await this.#tools.run('mkdir', [this.wal]);
    await this.#sql('alter system set archive_mode = on');
    await this.#sql(`alter system set archive_command = 'test ! -f ${this.wal}/%f && cp %p ${this.wal}/%f'`);
    await this.#server.servers.postgres.restart();
  }

  async backUp(): Promise<void> {
    const { databaseUrl } = this.#server;
    await this.#tools.run('pg_basebackup', ['-d', databaseUrl, '-D', this.#base, '-X', 'stream', '-c', 'fast']);
  }

  async now(): Promise<string> {
    const [row] = await this.#sql('select now()::text as text');
    return String(row?.['text']);
  }

  /** Resolves when all that was written so far is in the archive. */
  async archiveAll(): Promise<void> {
    const [row] = await this.#sql('select pg_walfile_name(pg_switch_wal()) as text');
    const archived = async (): Promise<void> => {
      const [last] = await this.#sql('select last_archived_wal as text from pg_stat_archiver');
      if (String(last?.['text']) < String(row?.['text'])) throw new Error('the archive is behind');
    };
    await eventually(archived, { timeoutMs: 30_000, everyMs: 100 });
  }

  /** Kills the server and removes its data, puts another one in its place, and waits until what was written before can be read. */
  async replace(what: string, make: (dir: string) => Promise<Stack>): Promise<string[]> {
    const { postgres, phases, load } = this.#stage;
    phases.begin(`${what}: Postgres lost`);
    this.#server.servers.postgres.kill('SIGKILL');
    await this.#server.servers.postgres.gone();
    postgres.cut();
    const lost = performance.now();
    this.#made += 1;
    const server = await make(join(this.#stage.dir, `restored-${this.#made}`));
    const newest = load.attempts.findLast(({ answer }) => answer?.token !== undefined)?.answer?.token ?? '';
    this.#server = server;
    postgres.moveTo(server.databaseUrl);
    postgres.restore();
    phases.begin(`${what}: in its place`);
    const restored = performance.now();
    const read = async (): Promise<void> => {
      const headers = { 'consistency-token': newest, prefer: 'wait=10' };
      const { status } = await call('GET', `${this.#stage.gateway.url}/v1/notes?limit=1`, { headers });
      if (status !== 200) throw new Error(`a read of the newest write was answered ${status}`);
    };
    const wrong: string[] = [];
    await eventually(read, { timeoutMs: 60_000 }).catch((error: unknown) => wrong.push(`${what}: ${error}`));
    const times = [restored - lost, performance.now() - restored].map((ms) => `${(ms / 1_000).toFixed(1)} s`);
    console.log(`| ${[what, ...times].join(' | ')} |`);
    await wait(watchedMs);
    return wrong;
  }

  /** A server that begins with the backup. `roll`: and goes on with the archive, by these settings. */
  async restore(dir: string, settings: readonly string[], roll: boolean): Promise<Stack> {
    const tools = await postgresTools(dir, process.env);
    const data = join(tools.home, 'data');
    await tools.run('cp', ['-a', this.#base, data]);
    await appendFile(join(data, 'postgresql.auto.conf'), `${settings.join('\n')}\n`);
    if (roll) await writeFile(join(data, 'recovery.signal'), '');
    tools.keepPassword(new URL(this.#stage.stack.databaseUrl).password);
    const server = await startPostgresIn(this.#stage, dir);
    const promoted = async (): Promise<void> => {
      const [row] = await this.#sql('select pg_is_in_recovery() as text', server);
      if (row?.['text'] !== false) throw new Error('it is still restoring');
    };
    await eventually(promoted, { timeoutMs: 60_000, everyMs: 50 });
    return server;
  }

  /** As somebody does who has no backup: an empty database, and set-up. */
  async setUpAnew(dir: string): Promise<Stack> {
    const made = await startPostgresIn(this.#stage, dir);
    // The services know a password of old.
    const { password } = new URL(this.#stage.stack.databaseUrl);
    await this.#sql(`alter user postgres password '${password}'`, made);
    const server = { ...made, databaseUrl: Object.assign(new URL(made.databaseUrl), { password }).href };
    await this.#sql(`create database ${new URL(databaseOn(this.#stage, server)).pathname.slice(1)}`, server);
    this.#stage.postgres.moveTo(server.databaseUrl);
    this.#stage.postgres.restore();
    await this.#stage.system.cli('setup');
    return server;
  }

  /** A server whose database of that name is another log's. */
  async makeOther(): Promise<Stack> {
    const server = await this.restore(join(this.#stage.dir, 'wrong'), ['archive_mode = off'], false);
    const [own, other] = [this.#stage.system, this.#other].map(({ env }) =>
      new URL(env['DATABASE_URL'] ?? '').pathname.slice(1),
    );
    await this.#sql(`alter database ${own} rename to right_one`, server);
    await this.#sql(`alter database ${other} rename to ${own}`, server);
    return server;
  }

  async #sql(text: string, server: Stack = this.#server): Promise<readonly Record<string, unknown>[]> {
    return withClient(server.databaseUrl, async (client) => (await client.query(text)).rows);
  }
}
