import autocannon from 'autocannon';

export type Load = {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failed: number;
};

/** Closed-loop load of `POST /v1/notes` on one address for a while, with keep-alive connections. Percentiles in ms. */
export async function postNotes(url: string, connections: number, seconds: number): Promise<Load> {
  const result = await autocannon({
    url: `${url}/v1/notes`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'Buy milk', description: 'Two litres, the blue one.', priority: 1 }),
    connections,
    duration: seconds,
  });
  const answered = result['2xx'];
  return {
    perSecond: answered / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failed: result.non2xx + result.errors,
  };
}
