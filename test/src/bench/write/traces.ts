import { startHttpSink } from '@notes/testing';
import { type Servers, System } from '../../harness/system.ts';
import { createNote } from '../load.ts';
import { comparePairs } from '../pairs.ts';
import type { Row } from '../report.ts';

/** One trace in a hundred is kept, unless the client asks for its own. */
const sampled = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.01' };
const roomy = { NOTES_WINDOW_MB: '2048' };

/** `POST /v1/notes` of a command instance that keeps one trace in a hundred, beside one that makes none ("bare"): each on a system of its own. */
export async function benchTraces(servers: Servers): Promise<readonly Row[]> {
  const sink = await startHttpSink();
  const systems = [await System.create(servers), await System.create(servers)] as const;
  try {
    const quiet = await systems[0].start('command', roomy);
    const traced = await systems[1].start('command', { ...roomy, ...sampled, OTEL_EXPORTER_OTLP_ENDPOINT: sink.url });
    const { bare, ours } = await comparePairs(
      { url: quiet.url, pid: quiet.pid, requests: createNote },
      { url: traced.url, pid: traced.pid, requests: createNote },
    );
    if (sink.requests.length === 0) throw new Error('no trace has been exported');
    return [
      {
        what: 'POST /v1/notes with one trace in a hundred kept (bare: without traces), 64 connections, requests/s',
        ...{ ours: ours.perSecond, bare: bare.perSecond, target: '≥ 0.97 of bare' },
      },
      {
        what: 'the same, CPU of the service in µs a request',
        ...{ ours: ours.cpuUs, bare: bare.cpuUs, target: '≤ 1.03 of bare' },
      },
    ];
  } finally {
    for (const system of systems) await system.stop();
    await sink.close();
  }
}
