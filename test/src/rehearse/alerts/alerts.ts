import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { allDashboards } from '@notes/monitoring';
import { startStack } from '@notes/servers';
import { anyPorts } from '../../harness/any-ports.ts';
import { System } from '../../harness/system.ts';
import { type Broken, brokenOnes, type Site } from './broken.ts';
import { drawDashboards } from './draw-dashboards.ts';
import { filledIn } from './filled-in.ts';
import { PrometheusProcess } from './prometheus-process.ts';
import { startSteadyWrites } from './steady-writes.ts';

/** Longer than any `for`, with what is before it and a few evaluations. */
const firesWithinMs = 240_000;
/** What looks back over a quarter of an hour is not waited for. */
const endsWithinMs = 300_000;
/** So long it must stay at what is expected, so that others would have fired, too. */
const settlesMs = 45_000;
/** Objectives are missed whatever is broken: which, is not rehearsed. */
const isCause = (alert: string): boolean => !alert.startsWith('NotesErrorBudgetBurn');

/**
 * A Prometheus with our rules scrapes a running system, which is broken in one way after the other: exactly the expected alerts fire, and
 * end. Arguments choose some by words in their names; `--draw <folder>` leaves pictures of the dashboards there.
 */
export async function alerts(args: readonly string[]): Promise<boolean> {
  const folder = args.includes('--draw') ? args[args.indexOf('--draw') + 1] : undefined;
  const words = args.filter((word) => word !== '--draw' && word !== folder);
  const chosen = brokenOnes.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
  const site = await openSite();
  const { services } = site;
  const prometheus = await PrometheusProcess.start(Object.values(services).map(({ port }) => `127.0.0.1:${port}`));
  const writes = startSteadyWrites(services);
  try {
    // Rates over five minutes, and the age of what has begun.
    await wait(90_000);
    const found: string[] = [...(await emptyPanels(prometheus))];
    if (folder !== undefined) await drawDashboards(prometheus, join(folder, 'healthy'));
    for (const broken of chosen) {
      const draw = folder === undefined ? undefined : join(folder, broken.name.replaceAll(' ', '-'));
      found.push(...(await rehearse(broken, site, prometheus, draw)));
    }
    for (const text of found) say(`WRONG  ${text}`);
    return found.length === 0;
  } finally {
    await writes.stop();
    await prometheus.stop();
    await site.stop();
  }
}

async function openSite(): Promise<Site & { stop(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'notes-alerts-'));
  const { KAFKA_BROKERS: _, DATABASE_URL: __, REDIS_URL: ___, ...env } = process.env;
  const stack = await startStack({ dir, env, ports: anyPorts });
  const system = await System.create(stack);
  const services = await system.startAll();
  return {
    ...{ stack, system, services },
    async stop() {
      await system.stop();
      await stack.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Breaks something, waits for its alerts, mends it and waits for their end. Gives what was not as it should be. */
async function rehearse(
  broken: Broken,
  site: Site,
  prometheus: PrometheusProcess,
  draw: string | undefined,
): Promise<readonly string[]> {
  const { name, culprit } = broken;
  const wrong: string[] = [];
  await broken.break(site);
  const took = await until(prometheus, broken.alerts, firesWithinMs);
  await wait(settlesMs);
  const firing = (await prometheus.firing()).filter(isCause);
  if (took === undefined || firing.join() !== broken.alerts.join())
    wrong.push(`${name}: fires ${firing.join(', ') || 'nothing'}, not ${broken.alerts.join(', ')}`);
  const named = await culprits(prometheus);
  if (culprit !== undefined && !named.includes(culprit))
    wrong.push(`${name}: the page names ${named.join() || 'nobody'}, not ${culprit}`);
  if (culprit === undefined && named.length > 0) wrong.push(`${name}: the page names ${named.join()}`);
  if (draw !== undefined) await drawDashboards(prometheus, draw);
  let ended: number | undefined;
  if (broken.mend !== undefined) {
    await broken.mend(site);
    ended = await until(prometheus, [], endsWithinMs);
    if (ended === undefined) wrong.push(`${name}: ${(await prometheus.firing()).join()} did not end`);
  }
  const end = ended === undefined ? '' : `, over ${ended} s after it was mended`;
  say(`${name}: ${firing.join(', ')} after ${took ?? '-'} s${named.length > 0 ? `, names ${named.join()}` : ''}${end}`);
  return wrong;
}

/** The seconds until exactly these fire; undefined if that does not come to pass. */
async function until(
  prometheus: PrometheusProcess,
  expected: readonly string[],
  withinMs: number,
): Promise<number | undefined> {
  const began = performance.now();
  while (performance.now() - began < withinMs) {
    if ((await prometheus.firing()).filter(isCause).join() === expected.join())
      return Math.round((performance.now() - began) / 1000);
    await wait(1_000);
  }
  return undefined;
}

/** Whom the first panel of "why is it stalled" names. */
async function culprits(prometheus: PrometheusProcess): Promise<readonly string[]> {
  const stall = allDashboards.find(({ uid }) => uid === 'notes-stall');
  const [expr = ''] = stall?.rows[0]?.panels[0]?.queries[0] ?? [];
  return (await prometheus.query(filledIn(expr))).map(({ metric }) => metric['culprit'] ?? '');
}

/** These are about what a healthy system does not have. */
const mayBeEmpty = /^(First stage|Alerts|Not ok|Build of a version|Failed requests|Claims)/;

async function emptyPanels(prometheus: PrometheusProcess): Promise<readonly string[]> {
  const empty: string[] = [];
  for (const { uid, rows } of allDashboards)
    for (const { title, queries } of rows.flatMap(({ panels }) => panels)) {
      const found = await Promise.all(queries.map(([expr]) => prometheus.query(filledIn(expr))));
      if (found.every((series) => series.length === 0) && !mayBeEmpty.test(title))
        empty.push(`${uid}: ${title} is empty`);
    }
  return empty;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
