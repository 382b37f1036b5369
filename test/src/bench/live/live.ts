import { type Servers, System } from '../../harness/system.ts';
import { Connections } from '../connections.ts';
import { percentiles } from '../latency.ts';
import { createNote, load } from '../load.ts';
import { openLoop } from '../open-loop.ts';
import { openFrames } from './frames.ts';
import { perWrite } from './per-write.ts';
import { scrapeAll, waterfall } from './waterfall.ts';

const seconds = 6;
const connections = 64;
const rates = [200, 500, 1_000];

/** What one load came to: µs of CPU a write by process, and how long writes took to be visible, and to be pushed, stage by stage. */
type Column = { readonly head: string; readonly figures: ReadonlyMap<string, string> };

/**
 * What a write costs every process of a whole system with one subscriber, at several rates. Logs and resolves with a table in
 * Markdown.
 */
export async function benchLive(servers: Servers, log: (line: string) => void): Promise<string> {
  const system = await System.create(servers);
  try {
    const services = await system.startAll();
    const { command, query, gateway } = services;
    const frames = await openFrames(gateway.url);
    const writes = new Connections(command.url);
    const reads = new Connections(query.url);
    const closed = async (): Promise<number> => {
      const { perSecond } = await load(command.url, createNote, { connections, seconds });
      return perSecond * seconds;
    };
    const paced = async (perSecond: number, delays: Delays): Promise<number> => {
      await openLoop(perSecond, seconds, async () => {
        const { token, body } = await writes.send(createNote);
        const acknowledged = performance.now();
        const headers = { 'consistency-token': token };
        await reads.send({ method: 'GET', path: `/v1/notes/${body['id']}`, headers });
        delays.visible.push(performance.now() - acknowledged);
        delays.frame.push(Math.max(0, (await frames.of(String(body['id']))) - acknowledged));
      });
      return perSecond * seconds;
    };
    // Until what is hot is compiled.
    await closed();
    await paced(500, { visible: [], frame: [] });
    const columns: Column[] = [];
    for (const rate of rates) {
      const delays: Delays = { visible: [], frame: [] };
      const before = await scrapeAll(services);
      const used = texts(await perWrite(system, () => paced(rate, delays)));
      const stages = waterfall(before, await scrapeAll(services));
      columns.push({ head: `${rate}/s`, figures: new Map([...used, ...stages, ...shown(delays)]) });
    }
    columns.push({ head: `${connections} connections`, figures: texts(await perWrite(system, closed)) });
    writes.close();
    reads.close();
    frames.close();
    const table = tableOf(columns);
    log(table);
    return table;
  } finally {
    await system.stop();
  }
}

const texts = (us: ReadonlyMap<string, number>): ReadonlyMap<string, string> =>
  new Map(
    Array.from(us, ([name, each]): [string, string] => [name, String(Math.round(each))]).filter(
      ([name]) => name !== 'writes',
    ),
  );

type Delays = { readonly visible: number[]; readonly frame: number[] };

function shown({ visible, frame }: Delays): [string, string][] {
  const [seen, pushed] = [percentiles(visible), percentiles(frame)];
  const both = ({ p50Ms, p99Ms }: typeof seen) => `${p50Ms.toFixed(1)}, ${p99Ms.toFixed(1)}`;
  return [
    ['answered → read with its token, ms, p50, p99', both(seen)],
    ['answered → frame, ms, p50, p99', both(pushed)],
  ];
}

function tableOf(columns: readonly Column[]): string {
  const names = [...new Set(columns.flatMap(({ figures }) => [...figures.keys()]))];
  const last = (name: string): boolean => name === 'all' || name.includes('→');
  const sorted = [...names.filter((name) => !last(name)), ...names.filter(last)];
  return [
    `| µs of CPU a write | ${columns.map(({ head }) => head).join(' | ')} |`,
    `|---|${columns.map(() => '---:').join('|')}|`,
    ...sorted.map((name) => `| ${name} | ${columns.map(({ figures }) => figures.get(name) ?? '').join(' | ')} |`),
    '',
  ].join('\n');
}
