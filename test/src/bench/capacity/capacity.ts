import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { readRecords } from '../../harness/read-log.ts';
import { type Servers, System } from '../../harness/system.ts';
import { Connections } from '../connections.ts';
import { median } from '../in-turn.ts';
import { createNote } from '../load.ts';
import { openLoop } from '../open-loop.ts';
import { residentMb } from '../process-figures.ts';
import type { Row } from '../report.ts';
import { type CpuByPart, type Part, parts, takeSnapshot, usedBetween } from './parts.ts';

const ratesOfWrites = [200, 800, 2_000];
const rateThroughGateway = 800;
const warmUpSeconds = 2;
const seconds = 8;
const rounds = 3;

/**
 * The CPU time of each process and server for a write, at some rates, and for a read: what `notes capacity` counts with. `tail` is a
 * command instance that no request reaches, and only reads what the other one appends.
 */
export async function benchCapacity(servers: Servers): Promise<readonly Row[]> {
  const system = await System.create(servers);
  try {
    const { command, projector, query, gateway } = await system.startAll();
    const tail = await system.start('command');
    const direct = new Connections(command.url);
    const through = new Connections(gateway.url);
    let last = { id: '', token: '' };
    const post = async (connections: Connections): Promise<void> => {
      const { token, body } = await connections.send(createNote);
      last = { id: String(body['id']), token };
    };
    const read = async (): Promise<void> => {
      await through.send({ method: 'GET', path: `/v1/notes/${last.id}` });
    };
    /** Resolves once the read model has what was written last. */
    const settle = async (): Promise<void> => {
      const headers = { 'consistency-token': last.token };
      await through.send({ method: 'GET', path: `/v1/notes/${last.id}`, headers });
      await wait(500);
    };

    // Until what is hot is compiled.
    for (const act of [() => post(direct), () => post(through), read])
      for (const rate of [50, 300, 800]) await openLoop(rate, 4, () => act().catch(() => {}));
    await settle();
    const [began, before] = [performance.now(), takeSnapshot(tail.pid)];
    await wait(8_000);
    const unasked = usedBetween(before, takeSnapshot(tail.pid));
    const idleSeconds = (performance.now() - began) / 1000;
    const idle = each((part) => unasked[part] / idleSeconds);

    const costs = async (rate: number, act: () => Promise<void>): Promise<CpuByPart> => {
      await openLoop(rate, warmUpSeconds, act);
      const [start, first] = [performance.now(), takeSnapshot(tail.pid)];
      await openLoop(rate, seconds, act);
      await settle();
      const used = usedBetween(first, takeSnapshot(tail.pid));
      const elapsed = (performance.now() - start) / 1000;
      return each((part) => ((used[part] - idle[part] * elapsed) / (rate * seconds)) * 1e6);
    };
    const written = ratesOfWrites.map((rate) => ({ what: `a write at ${rate}/s`, rate, act: () => post(direct) }));
    const forwarded = { what: `a write through the gateway at ${rateThroughGateway}/s`, act: () => post(through) };
    const gets = { what: `a read through the gateway at ${rateThroughGateway}/s`, act: read };
    const measured = [...written, ...[forwarded, gets].map((load) => ({ ...load, rate: rateThroughGateway }))];
    const found = new Map<string, CpuByPart[]>(measured.map(({ what }) => [what, []]));
    for (let round = 0; round < rounds; round++)
      for (const { what, rate, act } of measured) found.get(what)?.push(await costs(rate, act));
    direct.close();
    through.close();
    return [
      ...parts.map((part) => ({ what: `${part}: idle, ms of CPU a second`, ours: idle[part] * 1000, target: '' })),
      ...measured.flatMap(({ what }) => rowsOf(what, found.get(what) ?? [])),
      ...[command, projector, query, gateway].map(({ name, pid }) => ({
        what: `${name}: resident memory, MiB`,
        ours: residentMb(pid),
        target: '',
      })),
      ...(await sizes(system)),
    ];
  } finally {
    await system.stop();
  }
}

const each = (of: (part: Part) => number): CpuByPart =>
  Object.fromEntries(parts.map((part) => [part, of(part)])) as CpuByPart;

const rowsOf = (what: string, costs: readonly CpuByPart[]): Row[] =>
  parts.map((part) => ({
    what: `${part}: ${what}, µs of CPU`,
    ours: median(costs.map((cost) => cost[part])),
    target: '',
  }));

/** What an event takes in the database, journal, read model and indexes together; and as a record of the log, without its batch. */
async function sizes(system: System): Promise<readonly Row[]> {
  const { KAFKA_BROKERS = '', NOTES_TOPIC = '' } = system.env;
  const { records } = await readRecords(KAFKA_BROKERS, NOTES_TOPIC);
  const bytes = records.reduce((sum, { key, value }) => sum + (key?.length ?? 0) + (value?.length ?? 0), 0);
  const inPostgres = await system.database(async (client) => {
    const { rows } = await client.query<{ bytes: number }>(
      'select pg_database_size(current_database())::float8 as bytes',
    );
    return rows[0]?.bytes ?? Number.NaN;
  });
  return [
    { what: 'log: bytes an event, key and value', ours: bytes / records.length, target: '' },
    { what: 'Postgres: bytes an event', ours: inPostgres / records.length, target: '' },
  ];
}
