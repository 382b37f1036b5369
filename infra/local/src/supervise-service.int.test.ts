import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, processIdentity } from '@notes/servers';
import { afterAll, afterEach, expect, test } from 'vitest';
import { probeReady } from './probe-ready.ts';
import type { ServicePlan } from './service-plan.ts';
import { type Service, type ServiceEnd, superviseService } from './supervise-service.ts';

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
  const ends: ServiceEnd[] = [];
  const back: string[] = [];
  const notable: string[] = [];
  const events = {
    onEnd: (end: ServiceEnd) => ends.push(end),
    onBack: (name: string) => back.push(name),
    onNotable: (_: string, line: string) => notable.push(line),
  };
  return { ends, back, notable, events };
}

test('starts a service that crashes again, and tells why it ended', async () => {
  const { ends, back, notable, events } = recorder();
  const plan = await planned();
  const service = await superviseService(plan, dir, events, new AbortController().signal);
  running.push(service);
  const former = service.pid();
  await fetch(`${plan.url}/crash`);
  await eventually(() => expect(back).toEqual(['query']), patience);
  expect(ends).toMatchObject([{ name: 'query', how: 'exit code 7', againInMs: 500 }]);
  expect(ends[0]?.lastLines).toEqual(['{"level":60,"msg":"cannot go on"}']);
  expect(service.pid()).not.toBe(former);
  await probeReady(plan.url);
  await eventually(() => expect(notable).toEqual(['fatal: cannot go on']), patience);
});

test('gives up a service that ends while it starts, with what it said', async () => {
  const { ends, events } = recorder();
  const starting = superviseService(await planned({ BROKEN: '1' }), dir, events, new AbortController().signal);
  await expect(starting).rejects.toThrow(/query ended while starting \(exit code 2\)\n {2}DATABASE_URL is missing/);
  expect(ends).toEqual([]);
});

test('stops a service for good, also while it waits to be started again', async () => {
  const { ends, back, events } = recorder();
  const plan = await planned();
  const service = await superviseService(plan, dir, events, new AbortController().signal);
  const pid = service.pid() as number;
  process.kill(pid, 'SIGKILL');
  await eventually(() => expect(ends).toHaveLength(1), patience);
  await service.stop();
  expect(processIdentity(pid)).toBeUndefined();
  expect(service.pid()).toBeUndefined();
  expect(back).toEqual([]);
  expect(readdirSync(join(dir, 'run', 'services'))).toEqual([]);
});
