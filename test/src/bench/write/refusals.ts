import { call } from '../../harness/http.ts';
import { type Servers, System } from '../../harness/system.ts';
import { latencyOf } from '../latency.ts';
import { createNote, load, type Sent } from '../load.ts';
import type { Row } from '../report.ts';

const seconds = 8;

/** What the barrier costs: a refusal (412) and a write that changes nothing, each proved by asking the log for its end. */
export async function benchRefusals(servers: Servers): Promise<readonly Row[]> {
  const system = await System.create(servers);
  try {
    const command = await system.start('command');
    const { body } = await call<{ id: string }>('POST', `${command.url}/v1/notes`, { body: createNote.body });
    const path = `/v1/notes/${body.id}`;
    const stale: Sent = { method: 'PUT', path, body: { title: 'Late' }, headers: { 'if-match': '"7"' } };
    const same: Sent = { method: 'PUT', path, body: createNote.body };
    const refused = await load(command.url, stale, { connections: 64, seconds, expect: '4xx' });
    if (refused.failed > 0) throw new Error(`${refused.failed} were not refused`);
    const unchanged = await latencyOf(command.url, same, 2_000);
    return [
      { what: '412 proved by the barrier, 64 connections, requests/s', ours: refused.perSecond, target: '' },
      { what: 'nothing to change, 1 connection, p50 in ms', ours: unchanged.p50Ms, target: '' },
    ];
  } finally {
    await system.stop();
  }
}
