import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type ProblemSlug, problems } from '@notes/contracts';
import type { Note } from '@notes/features/notes/contract';
import { signToken } from '@notes/service';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, tokenOf } from './harness/http.ts';
import { freePort, type ServiceName, ServiceProcess } from './harness/service-process.ts';
import { System } from './harness/system.ts';
import { testServers } from './harness/test-servers.ts';
import { type BadRequest, beyondRequests, type Known, refusals } from './refusals/refusals.ts';
import { type Refusal, sendBadRequest } from './refusals/send-bad-request.ts';

const AUTH_JWT_SECRET = 'a secret of more than thirty-two bytes';
const root = fileURLToPath(new URL('../../', import.meta.url));

describe('every refusal', () => {
  let system: System;
  let bundled: string;
  let compiled: string;
  let known: Known;

  beforeAll(async () => {
    system = await System.create(testServers(), { AUTH_JWT_SECRET, RATE_LIMIT_PER_HOUR: '20' });
    const [services, twin] = await Promise.all([system.startAll(), startCompiled()]);
    [bundled, compiled] = [services.gateway.url, twin];
    const authorization = `Bearer ${await token('ada', 'writer')}`;
    const made = await call<Note>('POST', `${bundled}/v1/notes`, {
      body: { title: 'Hers' },
      headers: { authorization },
    });
    const [epoch = ''] = tokenOf(made).split(':');
    known = { id: made.body.id, epoch };
    const headers = { authorization, 'consistency-token': tokenOf(made) };
    expect((await call('GET', `${bundled}/v1/notes/${known.id}`, { headers })).status).toBe(200);
  });
  afterAll(() => system?.stop());

  /** The same services, on the same servers, as the compiler leaves them: one file for each source. */
  async function startCompiled(): Promise<string> {
    const start = async (name: ServiceName, env: Readonly<Record<string, string>> = {}): Promise<ServiceProcess> => {
      const service = new ServiceProcess(name, await freePort(), { ...system.env, ...env }, 'main.js');
      system.services.push(service);
      service.start();
      await service.ready();
      return service;
    };
    const [command, query] = await Promise.all([start('command'), start('query')]);
    return (await start('gateway', { COMMAND_URL: command.url, QUERY_URL: query.url })).url;
  }

  const readAndWrite = ['notes:read', 'notes:write'] as const;
  const scopes = {
    author: readAndWrite,
    writer: readAndWrite,
    reader: ['notes:read'],
    forger: ['notes:read'],
  } as const;
  const token = (subject: string, as: keyof typeof scopes): Promise<string> =>
    signToken(
      { AUTH_JWT_SECRET: as === 'forger' ? AUTH_JWT_SECRET.replace('a', 'b') : AUTH_JWT_SECRET },
      { subject, scopes: [...scopes[as]], ttlMs: 600_000 },
    );

  /** As a caller of its own, so that no refusal comes of the ones before. */
  async function refusalOf(base: string, bad: BadRequest, subject: string): Promise<Refusal> {
    const { as = 'writer', times = 1 } = bad;
    const bearer = as === 'nobody' ? undefined : await token(as === 'author' ? 'ada' : subject, as);
    for (let i = 1; i < times; i++) await sendBadRequest(base, bad, bearer);
    return sendBadRequest(base, bad, bearer);
  }

  const slugs = Object.keys(problems) as ProblemSlug[];

  test('is in the table, or cannot be brought about by a request alone', () => {
    const listed = [...Object.keys(refusals({ id: '', epoch: '' })), ...beyondRequests];
    expect(listed.toSorted()).toEqual(slugs.toSorted());
  });

  test.each(slugs.filter((slug) => !beyondRequests.includes(slug)))(
    '%s: bundles answer as the sources do',
    async (slug) => {
      const { status } = problems[slug];
      for (const [i, bad] of (refusals(known)[slug] ?? []).entries()) {
        for (const base of [bundled, compiled]) {
          const subject = `${slug}-${i}-${base}`;
          if (slug === 'idempotency-key-reused') {
            const used = { ...bad, body: JSON.stringify({ title: 'a' }) };
            expect((await sendBadRequest(base, used, await token(subject, 'writer'))).status).toBe(201);
          }
          const { body: _, ...shown } = bad;
          const where = `${base === bundled ? 'bundle' : 'compiled'}: ${JSON.stringify(shown).slice(0, 200)}`;
          expect(await refusalOf(base, bad, subject), where).toEqual({ status, slug });
        }
      }
    },
  );
});

describe('mistakes in the configuration', () => {
  const run = promisify(execFile);
  const wrong = { PORT: '99999', DATABASE_URL: 'postgres://127.0.0.1:99999/x', REDIS_URL: 'redis://127.0.0.1:99999' };
  const more = { TRUST_PROXY: 'junk', COMMAND_URL: 'http://127.0.0.1:99999', KAFKA_BROKERS: 'kafka' };
  const reads = {
    gateway: ['TRUST_PROXY', 'COMMAND_URL'],
    command: ['TRUST_PROXY', 'KAFKA_BROKERS'],
    query: ['TRUST_PROXY', 'KAFKA_BROKERS'],
    projector: ['KAFKA_BROKERS'],
    cli: ['TRUST_PROXY', 'COMMAND_URL', 'KAFKA_BROKERS'],
  } as const;

  test.each(Object.entries(reads))('are told by %s in one message, all of them, without a stack', async (name, own) => {
    const args = [`${root}services/${name}/dist/bundle.js`, ...(name === 'cli' ? ['config', 'print'] : [])];
    const failed = await run(process.execPath, args, { env: { ...wrong, ...more } }).catch((error: unknown) => error);
    const { code, stdout, stderr } = failed as { code: number; stdout: string; stderr: string };
    // For the command line, the configuration is a part of what it was given.
    expect({ code, stdout }).toEqual({ code: name === 'cli' ? 2 : 1, stdout: '' });
    const lines = stderr.trim().split('\n');
    expect(lines.shift()).toBe('The configuration cannot be used:');
    const told = lines.map((line) => /^ {2}([A-Z_]+) .*\. /.exec(line)?.[1]);
    expect(told.toSorted()).toEqual([...Object.keys(wrong), ...own].toSorted());
  });
});

/** Calls that can only throw or give a value, each with what it throws at. */
const checks = [
  ['decodeURIComponent(value)', '%zz'],
  ['decodeURI(value)', '%zz'],
  ['encodeURIComponent(value)', '\ud800'],
  ['String(value)', { toString: null, valueOf: null }],
  ['value + ""', { toString: null, valueOf: null }],
  ['BigInt(value)', 'a'],
  ['new URL(value)', 'a'],
  ['new RegExp(value)', '('],
  ['new Array(value)', -1],
  ['JSON.parse(value)', '{'],
  ['String.fromCodePoint(value)', -1],
  ['Symbol.for(value)', { toString: null, valueOf: null }],
  ['new Intl.DateTimeFormat("en", { timeZone: value })', 'nowhere'],
  ['value.member', null],
  ['/* @__PURE__ */ refuse(value)', 1],
] as const;

test('a bundle leaves in every check that works by throwing', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'notes-bundle-'));
  try {
    const functions = checks.map(
      ([code]) => `(value) => { try { ${code}; } catch { return 'refused'; } return 'let through'; }`,
    );
    const values = JSON.stringify(checks.map(([, value]) => value));
    const source = `const refuse = () => { throw new Error('no'); };
      const checks = [${functions.join(',\n')}];
      console.log(JSON.stringify(${values}.map((value, i) => checks[i](value))));`;
    await mkdir(join(dir, 'src'));
    await writeFile(join(dir, 'package.json'), '{"type":"module"}');
    await writeFile(join(dir, 'src/main.ts'), source);
    const run = promisify(execFile);
    const rolldown = join(root, 'node_modules/rolldown/bin/cli.mjs');
    await run(process.execPath, [rolldown, '-c', join(root, 'infra/bundle.config.mjs')], { cwd: dir });
    const { stdout } = await run(process.execPath, [join(dir, 'dist/bundle.js')]);
    const answers = JSON.parse(stdout) as string[];
    expect(checks.filter((_, i) => answers[i] !== 'refused').map(([code]) => code)).toEqual([]);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
