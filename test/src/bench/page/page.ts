import { eventually } from '@notes/testing';
import type { Browser } from 'playwright-core';
import { findChromium, noChromium, openBrowser } from '../../harness/browser.ts';
import { type Servers, System } from '../../harness/system.ts';
import { Visitor } from '../../harness/visitor.ts';
import { Connections } from '../connections.ts';
import { burst } from '../feed/burst.ts';
import { percentiles } from '../latency.ts';
import { createNote } from '../load.ts';
import { openLoop } from '../open-loop.ts';
import type { Row } from '../report.ts';

const notes = 5_000;
const views = 5;
const perSecond = 500;
const seconds = 10;

type Frames = { readonly p50: number; readonly p99: number; readonly longest: number };

/** How the page feels in a headless Chromium without a graphics card, on the cores that everything else uses, too. */
export async function benchPage(servers: Servers): Promise<readonly Row[]> {
  const program = findChromium();
  if (program === undefined) {
    console.error(noChromium);
    return [];
  }
  const system = await System.create(servers);
  const browser = await openBrowser(program);
  try {
    const { command, gateway } = await system.startAll();
    await burst(command.url, notes / 200, 200);
    const firstMs: number[] = [];
    for (let i = 0; i < views; i++) firstMs.push(await firstView(browser, gateway.url));
    const ada = await Visitor.open(browser, gateway.url);
    await ada.visit('/');
    const scrolled = await framesDuring(ada, () => scrollToEnd(ada));
    await ada.page.reload();
    await ada.sees('Live');
    const live = await framesDuring(ada, () => writeMany(ada, command.url));
    if (ada.unexpected().length > 0) throw new Error(ada.unexpected().join('\n'));
    return [
      {
        what: 'first note on the screen, empty cache, median in ms',
        ours: percentiles(firstMs).p50Ms,
        target: '≤ 1,000',
      },
      ...rowsOf(`a frame while ${notes.toLocaleString('en-GB')} notes are scrolled through and loaded`, scrolled),
      ...rowsOf(`a frame at ${perSecond} events/s`, live),
    ];
  } finally {
    await browser.close();
    await system.stop();
  }
}

const rowsOf = (what: string, { p50, p99, longest }: Frames): readonly Row[] => [
  { what: `${what}, p50 in ms`, ours: p50, target: '' },
  { what: 'the same, p99 in ms', ours: p99, target: '≤ 50' },
  { what: 'the same, longest in ms', ours: longest, target: 'no freeze' },
];

async function firstView(browser: Browser, url: string): Promise<number> {
  const { context, page } = await Visitor.open(browser, url);
  const began = performance.now();
  await page.goto('/', { waitUntil: 'commit' });
  await page.getByRole('region', { name: 'Notes', exact: true }).locator('[aria-posinset]').first().waitFor();
  const took = performance.now() - began;
  await context.close();
  return took;
}

/** The times between frames while something goes on, as the page itself has them. */
async function framesDuring({ page }: Visitor, work: () => Promise<void>): Promise<Frames> {
  await page.evaluate(`{
    globalThis.frames_ = [];
    let last = performance.now();
    const next = (now) => {
      globalThis.frames_.push(now - last);
      last = now;
      if (globalThis.frames_ !== undefined) requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  }`);
  await work();
  const times = (await page.evaluate('frames_.slice(1)')) as number[];
  const { p50Ms, p99Ms } = percentiles(times);
  return { p50: p50Ms, p99: p99Ms, longest: times.at(-1) ?? Number.NaN };
}

/** Rows are loaded page by page on the way, and only those in sight are drawn. */
async function scrollToEnd({ page }: Visitor): Promise<void> {
  const region = page.getByRole('region', { name: 'Notes', exact: true });
  await region.locator('[aria-posinset]').first().hover();
  await eventually(
    async () => {
      await page.mouse.wheel(0, 3_000);
      if ((await region.locator(`[aria-posinset="${notes}"]`).count()) === 0)
        throw new Error('the end is not in sight');
    },
    { timeoutMs: 120_000 },
  );
}

async function writeMany(ada: Visitor, commandUrl: string): Promise<void> {
  const writes = new Connections(commandUrl);
  await openLoop(perSecond, seconds, async () => void (await writes.send(createNote)));
  await writes.send({ ...createNote, body: { title: 'The last one' } });
  writes.close();
  await ada.row('The last one').waitFor();
}
