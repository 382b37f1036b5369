import { call } from '../../harness/http.ts';
import { type Servers, System } from '../../harness/system.ts';
import { startBare } from '../bare-process.ts';
import { fillLog } from '../fill-log.ts';
import { inTurn } from '../in-turn.ts';
import { latencyOf } from '../latency.ts';
import type { Requests, Sent } from '../load.ts';
import { comparePairs, type Pair } from '../pairs.ts';
import { catchUp } from '../projected.ts';
import type { Row } from '../report.ts';

const partitions = 12;
const few = 10_000;
const many = 1_000_000;

/** Reads by id and by page, beside plain routes that run one statement a request, with ten thousand notes and a million. */
export async function benchReads(servers: Servers): Promise<readonly Row[]> {
  const small = await measure(servers, few);
  const large = await measure(servers, many);
  const of = (what: string, { ours, bare }: Pair, target: string): Row => ({
    ...{ what, target },
    ...{ ours: ours.perSecond, bare: bare.perSecond },
  });
  return [
    of('GET /v1/notes/{id}, 64 connections, 10,000 notes, requests/s', small.byId, '≥ 2 of bare'),
    of('the same, 1,000,000 notes', large.byId, 'no worse growth than bare'),
    { what: 'GET by id, 1 connection, p50 in ms', ...small.alone, target: '≤ 1.3 of bare' },
    of('GET /v1/notes (a page of 50), 10,000 notes, requests/s', small.page, '≥ 0.85 of bare'),
    of('the same, 1,000,000 notes', large.page, 'no worse growth than bare'),
    of('page 50 by cursor (bare: page 1), 1,000,000 notes, requests/s', large.deep, '≥ 0.9 of page 1'),
    { what: 'search of a word in 1,000,000 notes, 1 connection, p50 in ms', ours: large.searchMs, target: '' },
  ];
}

async function measure(servers: Servers, notes: number) {
  const system = await System.create(servers);
  const bare = await startBare('./yardsticks/bare-reads.js', { DATABASE_URL: system.env['DATABASE_URL'] ?? '' });
  try {
    const ids = await fillLog(system, { notes, keep: few });
    const { projector } = await catchUp(system, notes + partitions);
    await projector.end();
    await system.database((client) => client.query('vacuum analyze'));
    const query = await system.start('query');
    let i = 0;
    const oneOf = (): Sent => get(`/v1/notes/${ids[++i % ids.length]}`);
    const both = (requests: Requests) => comparePairs({ url: bare.url, requests }, { url: query.url, requests });
    const one = get(`/v1/notes/${ids[0]}`);
    const byId = await both(oneOf);
    const alone = await inTurn(
      async () => (await latencyOf(query.url, one, 3_000)).p50Ms,
      async () => (await latencyOf(bare.url, one, 3_000)).p50Ms,
    );
    const page = await both(get('/v1/notes'));
    const deepPath = await pathOfPage(query.url, 50);
    const pageOf = (path: string) => ({ url: query.url, requests: get(path) });
    const deep = await comparePairs(pageOf('/v1/notes'), pageOf(deepPath));
    const search = await latencyOf(query.url, get('/v1/notes?search=number%20123'), 100);
    return { byId, alone, page, deep, searchMs: search.p50Ms };
  } finally {
    bare.stop();
    await system.stop();
  }
}

const get = (path: string): Sent => ({ method: 'GET', path });

async function pathOfPage(url: string, page: number): Promise<string> {
  let path = '/v1/notes';
  for (let i = 1; i < page; i++) {
    const { body } = await call<{ next: string }>('GET', `${url}${path}`);
    path = `/v1/notes?cursor=${encodeURIComponent(body.next)}`;
  }
  return path;
}
