import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processIdentity, retry } from '@notes/servers';
import { afterAll, afterEach, expect, test } from 'vitest';
import { keepRunning, probeReady, type Service } from './keep-running.ts';
import type { ServicePlan } from './service-plan.ts';

const patience = { timeoutMs: 10_000 };
const dir = mkdtempSync(join(tmpdir(), 'supervise-'));
const script = join(dir, 'service.mjs');
const running: Service[] = [];

writeFileSync(
  script,
  `import { createServer } from 'node:http';
   if (process.env.BROKEN) { console.error('DATABASE_URL is missing'); process.exit(2); }
   createServer((request, response) => {
     if (request.url === '/crash') { console.log('{"level":60,"msg":"cannot go on"}'); setTimeout(() => process.exit(7), 400); }
     response.end();
   }).listen(process.env.PORT, '127.0.0.1');
   process.on('SIGINT', () => process.exit(0));`,
);

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()));
});
afterAll(() => rmSync(dir, { recursive: true }));

async function planned(env: NodeJS.ProcessEnv = {}): Promise<ServicePlan> {
  const port = await freePort();
  return { name: 'query', url: `http://127.0.0.1:${port}`, args: [script], env: { ...env, PORT: String(port) } };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

function recorder() {
  const said: string[] = [];
  let restarts = 0;
  const report = {
    say: (text: string) => said.push(text),
    onRestart: () => {
      restarts += 1;
    },
  };
  return { said, restarts: () => restarts, report };
}

test('starts a service that crashes again, and says why it ended', async () => {
  const { said, restarts, report } = recorder();
  const plan = await planned();
  const service = await keepRunning(plan, dir, report, new AbortController().signal);
  running.push(service);
  const former = service.pid();
  await fetch(`${plan.url}/crash`);
  await retry(() => expect(said).toContain('query is up again'), patience);
  const fatal = '{"level":60,"msg":"cannot go on"}';
  const logFile = join(dir, 'log', 'query.log');
  expect(said).toContain(`query ended (exit code 7), starting it again in 1000 ms\n  ${fatal}\n  ${logFile}`);
  expect(restarts()).toBe(1);
  expect(service.pid()).not.toBe(former);
  await probeReady(plan.url);
  await retry(() => expect(said).toContain('query fatal: cannot go on'), patience);
});

test('gives up a service that ends while it starts, with what it printed', async () => {
  const { said, report } = recorder();
  const starting = keepRunning(await planned({ BROKEN: '1' }), dir, report, new AbortController().signal);
  await expect(starting).rejects.toThrow(/query ended while starting \(exit code 2\)\n {2}DATABASE_URL is missing/);
  expect(said).toEqual([]);
});

test('stops a service for good, also while it waits to be started again', async () => {
  const { said, restarts, report } = recorder();
  const service = await keepRunning(await planned(), dir, report, new AbortController().signal);
  const pid = service.pid() as number;
  process.kill(pid, 'SIGKILL');
  await retry(() => expect(said).toHaveLength(1), patience);
  await service.stop();
  expect(processIdentity(pid)).toBeUndefined();
  expect(service.pid()).toBeUndefined();
  expect(restarts()).toBe(0);
  expect(readdirSync(join(dir, 'run', 'services'))).toEqual([]);
});
