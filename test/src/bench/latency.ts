import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { Requests, Sent } from './load.ts';

export type Latency = { readonly p50Ms: number; readonly p99Ms: number };

/** One connection, one request after the other: the time that one user waits. In ms, to the microsecond. */
export async function latencyOf(url: string, sent: Requests, requests: number): Promise<Latency> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const warmUp = Math.ceil(requests / 5);
  const times: number[] = [];
  for (let i = 0; i < warmUp + requests; i++) {
    const next = typeof sent === 'function' ? sent() : sent;
    const began = performance.now();
    await send(url, next, agent);
    if (i >= warmUp) times.push(performance.now() - began);
  }
  agent.destroy();
  return percentiles(times);
}

/** Sorts the times in place. */
export function percentiles(times: number[]): Latency {
  times.sort((a, b) => a - b);
  const at = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}

/** Resolves when the body is there; rejects for anything but success. */
function send(url: string, { method, path, headers = {}, body }: Sent, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const json =
      text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    const call = request(`${url}${path}`, { method, agent, headers: { ...json, ...headers } }, (response) => {
      let answer = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (answer += chunk));
      response.on('end', () => {
        const status = response.statusCode ?? 0;
        if (status >= 200 && status <= 299) return resolve();
        reject(new Error(`${method} ${path} answered ${status}: ${answer}`));
      });
    });
    call.on('error', reject);
    call.end(text);
  });
}
