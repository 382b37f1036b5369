import { call } from '../../harness/http.ts';
import { type Servers, System } from '../../harness/system.ts';
import { createNote, type Load, load, type Sent } from '../load.ts';
import type { Row } from '../report.ts';

const seconds = 8;

/** 64 clients change one note without If-Match, at one instance and at two: every one of them is accepted in the end. */
export async function benchOneNote(servers: Servers): Promise<readonly Row[]> {
  const system = await System.create(servers);
  try {
    const one = await system.start('command');
    const other = await system.start('command');
    const { body } = await call<{ id: string }>('POST', `${one.url}/v1/notes`, { body: createNote.body });
    let i = 0;
    const change = (): Sent => ({ method: 'PATCH', path: `/v1/notes/${body.id}`, body: { priority: ++i } });
    const at = (url: string, connections: number): Promise<Load> => load(url, change, { connections, seconds });
    await at(one.url, 64);
    const alone = await at(one.url, 64);
    const both = await Promise.all([at(one.url, 32), at(other.url, 32)]);
    for (const { failed } of [alone, ...both]) if (failed > 0) throw new Error(`${failed} changes were not accepted`);
    const together = both.reduce((sum, { perSecond }) => sum + perSecond, 0);
    return [
      { what: '64 clients on one note, one instance, accepted/s', ours: alone.perSecond, target: '≥ 3,000/s' },
      { what: '64 clients on one note, two instances, accepted/s', ours: together, target: '≥ 2,000/s' },
    ];
  } finally {
    await system.stop();
  }
}
