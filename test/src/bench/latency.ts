import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';

export type Latency = { readonly p50Ms: number; readonly p99Ms: number };

/** One connection, one request after the other: the time that one user waits. In ms, to the microsecond. */
export async function postLatency(url: string, requests: number): Promise<Latency> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const body = JSON.stringify({ title: 'Buy milk', description: 'Two litres, the blue one.', priority: 1 });
  const warmUp = Math.ceil(requests / 5);
  const times: number[] = [];
  for (let i = 0; i < warmUp + requests; i++) {
    const began = performance.now();
    await post(`${url}/v1/notes`, body, agent);
    if (i >= warmUp) times.push(performance.now() - began);
  }
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}

function post(url: string, body: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const call = request(url, { method: 'POST', agent, headers }, (response) => {
      if (response.statusCode !== 201) reject(new Error(`answered ${response.statusCode}`));
      response.resume();
      response.on('end', resolve);
    });
    call.on('error', reject);
    call.end(body);
  });
}
