import { type Servers, System } from '../../harness/system.ts';
import { startBare } from '../bare-process.ts';
import { Connections } from '../connections.ts';
import { burst } from '../feed/burst.ts';
import { type Crowd, startCrowd } from '../feed/crowd.ts';
import type { Ask } from '../feed/subscribers.ts';
import { median } from '../in-turn.ts';
import { createNote } from '../load.ts';
import { openLoop } from '../open-loop.ts';
import { cpuSeconds } from '../process-figures.ts';
import { peerFile } from './contestants.ts';

const subscribers = 500;
const turns = 3;
const perSecond = 30;
const seconds = 5;
const bursts = 2;
const notesEach = 100;

/** A way of pushing the events of Notes to many sockets: the process that does. */
type Feed = {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  readonly speaks: NonNullable<Extract<Ask, { readonly open: number }>['speaks']>;
};

/** CPU of the process that pushes, in µs for each event that a socket got: of single events, and of bursts. Delays are of single ones. */
type Figures = {
  readonly single: number;
  readonly inBursts: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
};

/** Pushes the same events to many sockets in each way, in turn. Logs and resolves with the lines of a table in Markdown. */
export async function benchFeedPeers(servers: Servers, log: (line: string) => void): Promise<readonly string[]> {
  const system = await System.create(servers);
  const crowd = startCrowd();
  const stops: (() => void)[] = [];
  try {
    const { command, gateway } = await system.startAll();
    const start = async (file: string) => {
      const process = await startBare(peerFile(file), system.env);
      stops.push(process.stop);
      return process;
    };
    const [ws, socketIo] = [await start('ws-broadcast.mjs'), await start('socket-io.mjs')];
    await start('socket-io-emitter.mjs');
    const feeds: readonly Feed[] = [
      { name: 'ws', url: ws.url, pid: ws.pid, speaks: 'notes' },
      { name: 'socket.io', url: socketIo.url, pid: socketIo.pid, speaks: 'socket.io' },
      { name: 'Notes', url: gateway.url, pid: gateway.pid, speaks: 'notes' },
    ];
    const figures = new Map<Feed, Figures[]>(feeds.map((feed) => [feed, []]));
    for (let turn = 0; turn < turns; turn++)
      for (const feed of turn % 2 === 0 ? feeds : feeds.toReversed())
        figures.get(feed)?.push(await measure(crowd, feed, command.url));
    const lines = [...head, ...[...figures].map(([{ name }, turnsOf]) => line(name, turnsOf))];
    for (const each of lines) log(each);
    return lines;
  } finally {
    crowd.end();
    for (const stop of stops) stop();
    await system.stop();
  }
}

async function measure(crowd: Crowd, { url, pid, speaks }: Feed, commandUrl: string): Promise<Figures> {
  await crowd.ask({ open: subscribers, url, speaks });
  let expected = 0;
  const during = async (events: number, write: () => Promise<unknown>): Promise<number> => {
    const before = cpuSeconds(pid);
    await write();
    expected += events * subscribers;
    await crowd.until((told) => told.events >= expected);
    return ((cpuSeconds(pid) - before) * 1e6) / (events * subscribers);
  };
  await during(notesEach, () => burst(commandUrl, 1, notesEach));
  await crowd.ask({ time: true });
  const connections = new Connections(commandUrl);
  const write = async (): Promise<void> => void (await connections.send(createNote));
  const single = await during(perSecond * seconds, () => openLoop(perSecond, seconds, write));
  connections.close();
  const { delayP50Ms: p50Ms, delayP99Ms: p99Ms } = await crowd.ask({ count: true });
  const inBursts = await during(bursts * notesEach, () => burst(commandUrl, bursts, notesEach));
  await crowd.ask({ close: true });
  return { single, inBursts, p50Ms, p99Ms };
}

const head = [
  '',
  `| feed to ${subscribers} sockets | CPU of the pusher for each delivered event, µs: at ${perSecond}/s | in bursts of ${notesEach} | p50 ms | p99 ms |`,
  '|---|---:|---:|---:|---:|',
];

function line(name: string, turnsOf: readonly Figures[]): string {
  const middle = (of: (figures: Figures) => number) => median(turnsOf.map(of)).toFixed(2);
  const cells = [
    middle(({ single }) => single),
    middle(({ inBursts }) => inBursts),
    middle(({ p50Ms }) => p50Ms),
    middle(({ p99Ms }) => p99Ms),
  ];
  return `| ${name} | ${cells.join(' | ')} |`;
}
