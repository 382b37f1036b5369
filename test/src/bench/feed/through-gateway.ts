import { call } from '../../harness/http.ts';
import { type Servers, System } from '../../harness/system.ts';
import { createNote, type Sent } from '../load.ts';
import { comparePairs } from '../pairs.ts';
import type { Row } from '../report.ts';

/** What the one public origin costs: the same request at the gateway, and at the service behind it. */
export async function benchThroughGateway(servers: Servers): Promise<readonly Row[]> {
  const system = await System.create(servers);
  try {
    const { command, query, gateway } = await system.startAll();
    const { body, headers } = await call<{ id: string }>('POST', `${command.url}/v1/notes`, { body: createNote.body });
    const read: Sent = { method: 'GET', path: `/v1/notes/${body.id}` };
    const token = headers.get('consistency-token') ?? '';
    await call('GET', `${query.url}${read.path}`, { headers: { 'consistency-token': token } });
    const reads = await comparePairs({ url: query.url, requests: read }, { url: gateway.url, requests: read });
    const writes = await comparePairs(
      { url: command.url, requests: createNote },
      { url: gateway.url, requests: createNote },
    );
    return [
      {
        what: 'GET by id through the gateway (bare: direct), 64 connections, requests/s',
        ...{ ours: reads.ours.perSecond, bare: reads.bare.perSecond },
        target: '≥ 0.55 of direct',
      },
      {
        what: 'POST through the gateway (bare: direct), requests/s',
        ...{ ours: writes.ours.perSecond, bare: writes.bare.perSecond },
        target: '≥ 0.55 of direct',
      },
    ];
  } finally {
    await system.stop();
  }
}
