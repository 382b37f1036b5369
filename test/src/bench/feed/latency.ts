import { performance } from 'node:perf_hooks';
import { eventually } from '@notes/testing';
import WebSocket from 'ws';
import { type Servers, System } from '../../harness/system.ts';
import { Connections } from '../connections.ts';
import { percentiles } from '../latency.ts';
import { createNote } from '../load.ts';
import { openLoop } from '../open-loop.ts';
import type { Row } from '../report.ts';

const perSecond = 500;
const seconds = 10;

/** From the answer of a write to its frame at a subscriber. A frame that is there before the answer counts as 0. */
export async function benchFeedLatency(servers: Servers): Promise<readonly Row[]> {
  const system = await System.create(servers);
  try {
    const { command, gateway } = await system.startAll();
    const arrived = new Map<string, number>();
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/v1/stream`, 'notes.v1');
    socket.on('open', () => socket.send('{"id":1,"method":"subscribe","payload":{"channel":"notes"}}'));
    let subscribed = false;
    socket.on('message', (text) => {
      const { data } = JSON.parse(String(text)) as { data?: { note_id?: string } };
      if (data?.note_id === undefined) subscribed = true;
      else arrived.set(data.note_id, performance.now());
    });
    await eventually(() => {
      if (!subscribed) throw new Error('not subscribed yet');
    });
    const writes = new Connections(command.url);
    const acknowledged = new Map<string, number>();
    const write = async (): Promise<void> => {
      const { body } = await writes.send(createNote);
      acknowledged.set(String(body['id']), performance.now());
    };
    // Until what is hot is compiled.
    await openLoop(perSecond, 10, write);
    acknowledged.clear();
    await openLoop(perSecond, seconds, write);
    await eventually(() => {
      for (const id of acknowledged.keys()) if (!arrived.has(id)) throw new Error(`no event of ${id}`);
    });
    socket.terminate();
    writes.close();
    const { p50Ms, p99Ms } = percentiles(
      Array.from(acknowledged, ([id, at]) => Math.max(0, (arrived.get(id) ?? Number.NaN) - at)),
    );
    return [
      { what: `written → frame at the client, ${perSecond} writes/s, p50 in ms`, ours: p50Ms, target: '≤ 10 ms' },
      { what: 'the same, p99 in ms', ours: p99Ms, target: '≤ 50 ms' },
    ];
  } finally {
    await system.stop();
  }
}
