import type { Stack } from '@notes/servers';
import type { Servers } from '../../harness/system.ts';
import { median } from '../in-turn.ts';
import { perWrite } from '../live/per-write.ts';
import type { Load } from '../load.ts';
import { cpuSeconds } from '../process-figures.ts';
import { type Contestant, installPeers, startContestants } from './contestants.ts';
import { benchFeedPeers } from './feed.ts';
import { benchLosses } from './losses.ts';
import { assertWrk, type Shot, shoot } from './wrk.ts';

/** Until what is hot is compiled, also in the broker. */
const warmUpSeconds = 10;
const seconds = 5;
const turns = 5;

type Trial = {
  readonly what: string;
  readonly connections: number;
  readonly at: 'writes' | 'reads';
  shotOf(ids: readonly string[]): Shot;
};

const createNote: Shot = {
  method: 'POST',
  body: '{"title":"Buy milk","description":"Two litres, the blue one.","priority":%d}',
};

const post: Trial = { what: 'POST', connections: 64, at: 'writes', shotOf: () => createNote };

const read = { connections: 64, at: 'reads' } as const;

const toPath = (id: string): string => `/v1/notes/${id}`;

const toPage = (_: string, nth: number): string => `/v1/notes?offset=${nth}`;

const trials: Readonly<Record<string, Trial>> = {
  post,
  'post-1': { ...post, connections: 1 },
  'post-256': { ...post, connections: 256 },
  patch: {
    what: 'PATCH',
    connections: 64,
    at: 'writes',
    shotOf: (ids) => ({ method: 'PATCH', paths: ids.map(toPath), body: '{"priority":%d}' }),
  },
  get: { ...read, what: 'GET by id', shotOf: (ids) => ({ method: 'GET', paths: ids.map(toPath) }) },
  list: { ...read, what: 'GET 50', shotOf: () => ({ method: 'GET' }) },
  pages: { ...read, what: 'GET 50, each another page', shotOf: (ids) => ({ method: 'GET', paths: ids.map(toPage) }) },
};

/** The names under which one trial alone can be run. */
export const trialNames: readonly string[] = [...Object.keys(trials), 'feed', 'losses'];

/** Of one trial of one contestant, in one turn. CPU in µs for each answer: of the process that gives it, and of all, servers included. */
type Figures = Load & { readonly service: number; readonly all: number };

/**
 * Measures every peer beside Notes, in turn, by one load generator in one run: `only` one trial, or all. Logs each line of the table,
 * which is Markdown, and resolves with the whole. Rejects without `wrk`.
 */
export async function benchPeers(stack: Stack, only: string | undefined, log: (line: string) => void): Promise<string> {
  await assertWrk();
  await installPeers();
  const lines: string[] = [];
  if (only === undefined || trials[only] !== undefined) lines.push(...(await benchRequests(stack, only, log)));
  if (only === undefined || only === 'feed') lines.push(...(await benchFeedPeers(stack, log)));
  if (only === undefined || only === 'losses') lines.push(...(await benchLosses(stack, log)));
  return [...lines, ''].join('\n');
}

async function benchRequests(
  servers: Servers,
  only: string | undefined,
  log: (line: string) => void,
): Promise<string[]> {
  const contestants = await startContestants(servers);
  try {
    const lines = [...head];
    for (const [name, trial] of Object.entries(trials))
      if (only === undefined || only === name) lines.push(...(await runTrial(contestants, trial, log)));
    return lines;
  } finally {
    for (const contestant of contestants) await contestant.stop();
  }
}

async function runTrial(
  all: readonly Contestant[],
  trial: Trial,
  log: (line: string) => void,
): Promise<readonly string[]> {
  const contestants = all.filter((contestant) => contestant[trial.at] !== undefined && canDo(contestant, trial));
  const shots = new Map<Contestant, Shot>();
  for (const contestant of contestants) {
    shots.set(contestant, trial.shotOf(await someNotes(contestant)));
    await shootAt(contestant, trial, shots, warmUpSeconds);
  }
  const figures = new Map<Contestant, Figures[]>(contestants.map((contestant) => [contestant, []]));
  for (let turn = 0; turn < turns; turn++)
    for (const contestant of turn % 2 === 0 ? contestants : contestants.toReversed())
      figures.get(contestant)?.push(await measure(contestant, trial, shots));
  const crud = [...figures].find(([{ name }]) => name === 'crud')?.[1] ?? [];
  const lines = [...figures].map(([{ name }, turnsOf]) => line(trial, name, turnsOf, crud));
  for (const each of lines) log(each);
  return lines;
}

const canDo = ({ name }: Contestant, { what }: Trial): boolean => name !== 'kafka-transactions' || what === 'POST';

const shootAt = (
  contestant: Contestant,
  { at, connections }: Trial,
  shots: ReadonlyMap<Contestant, Shot>,
  time: number,
) => shoot(contestant[at] ?? '', shots.get(contestant) ?? createNote, { connections, seconds: time });

/** What works for an answer is counted also after it, until its contestant is as quiet as before. */
async function measure(contestant: Contestant, trial: Trial, shots: ReadonlyMap<Contestant, Shot>): Promise<Figures> {
  const pid = trial.at === 'writes' ? contestant.writer : contestant.reader;
  let load: Load | undefined;
  let service = 0;
  const us = await perWrite(contestant.site, async () => {
    const before = cpuSeconds(pid);
    load = await shootAt(contestant, trial, shots, seconds);
    service = cpuSeconds(pid) - before;
    return load.perSecond * seconds;
  });
  if (load === undefined) throw new Error('nothing was measured');
  return { ...load, service: (service * 1e6) / (load.perSecond * seconds), all: us.get('all') ?? Number.NaN };
}

const head = [
  '| what | connections | of | answers/s | of CRUD | p50 ms | p99 ms | CPU of the service, µs | CPU of all, µs | failed |',
  '|---|---:|---|---:|---:|---:|---:|---:|---:|---:|',
];

/** The medians of all turns; the ratio is the median of the turns' ratios. */
function line(
  { what, connections }: Trial,
  name: string,
  turnsOf: readonly Figures[],
  crud: readonly Figures[],
): string {
  const middle = (of: (figures: Figures) => number) => median(turnsOf.map(of));
  const ratio = median(turnsOf.map(({ perSecond }, turn) => perSecond / (crud[turn]?.perSecond ?? Number.NaN)));
  const failed = turnsOf.reduce((sum, { failed }) => sum + failed, 0);
  const cells = [
    what,
    connections,
    name,
    Math.round(middle(({ perSecond }) => perSecond)),
    ratio.toFixed(2),
    middle(({ p50Ms }) => p50Ms).toFixed(2),
    middle(({ p99Ms }) => p99Ms).toFixed(2),
    Math.round(middle(({ service }) => service)),
    Math.round(middle(({ all }) => all)),
    failed,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Notes to be read and changed: some that it has just been given, once readers know them. */
async function someNotes({ writes, reads }: Contestant): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let index = 0; index < 200; index++) {
    const response = await fetch(`${writes}/v1/notes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title: `Note ${index}`, priority: index }),
    });
    const token = response.headers.get('consistency-token');
    ids.push(((await response.json()) as { id: string }).id);
    if (index === 199 && reads !== undefined)
      await fetch(`${reads}/v1/notes/${ids[index]}`, { headers: token === null ? {} : { 'consistency-token': token } });
  }
  return ids;
}
