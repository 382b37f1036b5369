import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startStack } from '@notes/servers';
import { percentiles } from '../../bench/latency.ts';
import { keepAsJson } from '../../faults/keep-evidence.ts';
import { anyPorts } from '../../harness/any-ports.ts';
import { root } from '../../harness/service-process.ts';
import { System } from '../../harness/system.ts';
import { Audience } from '../clients/audience.ts';
import { SocketCalls } from '../clients/socket-calls.ts';
import { SteadyLoad } from '../clients/steady-load.ts';
import { Fleet, serviceNames } from './fleet.ts';
import { judge } from './judge.ts';
import { heading, type Round, row } from './report.ts';

const usage = `npm run rehearse -- rolling-upgrade [options]
  --old <folder>       a checkout of another version, built, to upgrade from and to go back to; without it this one
  --rounds <n>         how often all services are replaced, by the new version and the old one in turn (10)
  --rate <n>           writes a second over HTTP, and as many reads (40)
  --stop-delay <ms>    STOP_DELAY_MS of the services (5000)`;

const socketClients = 10;
const socketEveryMs = 500;

/**
 * Replaces every instance of every service under load, over and over, and judges what all clients saw. Resolves with whether nobody was
 * refused, reset or told something wrong.
 */
export async function rollingUpgrade(args: readonly string[]): Promise<boolean> {
  const { old, rounds, rate, stopDelayMs } = readOptions(args);
  // Each process that runs is ended when this one ends: there are more of them than Node expects listeners.
  process.setMaxListeners(40);
  const dir = await mkdtemp(join(tmpdir(), 'notes-rehearsal-'));
  const stack = await startStack({ dir, env: process.env, ports: anyPorts, onStep: () => {} });
  // Set up by the new version: a schema comes before what needs it, and the old version must be able to live with it.
  const system = await System.create(stack);
  const fleet = await Fleet.start(system, old, { STOP_DELAY_MS: String(stopDelayMs) });
  const { url } = fleet;
  const audience = await Audience.open({
    ...{ url, brokers: stack.kafkaBrokers.split(','), topic: system.env['NOTES_TOPIC'] ?? '' },
  });
  const load = new SteadyLoad([url], url, rate, 1);
  const calls = new SocketCalls(url, socketClients, socketEveryMs);
  try {
    console.log(heading);
    for (let n = 1; n <= rounds; n += 1) {
      const from = { attempts: load.attempts.length, reads: load.reads.length, calls: calls.answered };
      const failedBefore = calls.failed.length;
      const visibleFrom = load.visibleMs.length;
      const began = performance.now();
      for (const name of serviceNames) await fleet.replace(name, n % 2 === 1 ? root : old);
      const attempts = load.attempts.slice(from.attempts);
      const round: Round = {
        ...{ n, to: n % 2 === 1 ? 'new' : 'old', seconds: (performance.now() - began) / 1000, load: loadavg()[0] ?? 0 },
        ...{ answers: [...attempts, ...load.reads.slice(from.reads)].map(({ answer }) => answer?.status) },
        ...{ calls: calls.answered - from.calls, callsFailed: calls.failed.length - failedBefore },
        visible: percentiles(load.visibleMs.slice(visibleFrom)),
        delivered: percentiles(audience.deliveredMs(attempts)),
      };
      console.log(row(round));
    }
    await Promise.all([load.stop(), calls.stop()]);
    const wrong = await judge({ stack, system, fleet, load, calls, audience });
    const trouble = await fleet.balancer.trouble();
    console.log(
      `\n${load.attempts.length} writes and ${load.reads.length} reads over HTTP, ${calls.answered} calls over websockets; ` +
        `the balancers found ${trouble.refused} connections refused; ${wrong.length} wrong`,
    );
    for (const each of wrong.slice(0, 20)) console.log(`- ${each}`);
    if (wrong.length > 0) {
      const services = system.services.map(({ name, port, output }) => `${name} ${port}: ${output}`);
      console.log(
        `The whole history is in ${await keepAsJson({ wrong, attempts: load.attempts, reads: load.reads, services })}`,
      );
    }
    return wrong.length === 0;
  } finally {
    await Promise.all([load.stop(), calls.stop()]);
    await audience.close();
    await system.stop();
    await fleet.balancer.stop();
    await stack.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

function readOptions(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    const options = { old: text, rounds: text, rate: text, 'stop-delay': text };
    const { values } = parseArgs({ args: [...args], options, strict: true });
    return {
      old: values.old === undefined ? root : `${resolve(values.old)}/`,
      rounds: whole(values.rounds, 10),
      rate: whole(values.rate, 40),
      stopDelayMs: whole(values['stop-delay'], 5_000),
    };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${usage}`);
  }
}

function whole(text: string | undefined, byDefault: number): number {
  if (text === undefined) return byDefault;
  if (!/^\d{1,6}$/.test(text)) throw new Error(`${text} is no whole number`);
  return Number(text);
}
