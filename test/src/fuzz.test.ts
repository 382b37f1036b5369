import { Agent } from 'node:http';
import type { Note } from '@notes/features/notes/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiDocument, operationsOf } from './fuzz/api-document.ts';
import { createJudge } from './fuzz/judge.ts';
import { type FuzzRequest, requestsTo } from './fuzz/requests-to.ts';
import { send } from './fuzz/send.ts';
import { ask, call } from './harness/http.ts';
import type { ServiceName, ServiceProcess } from './harness/service-process.ts';
import { System } from './harness/system.ts';
import { testServers } from './harness/test-servers.ts';

/** Repeat a run with the seed that it printed. */
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const durationMs = Number(process.env['FUZZ_SECONDS'] ?? 15) * 1_000;

const agent = new Agent({ keepAlive: true });
let system: System;
let services: Record<ServiceName, ServiceProcess>;
const ids: string[] = [];

beforeAll(async () => {
  system = await System.create(testServers());
  services = await system.startAll();
  for (let i = 0; i < 8; i++) {
    const { body } = await call<Note>('POST', `${services.gateway.url}/v1/notes`, { body: { title: `Note ${i}` } });
    ids.push(body.id);
  }
  // Tasks are written once the projector has said that it reads them.
  const { body: task } = await ask<{ id: string }>('POST', `${services.gateway.url}/v1/tasks`, {
    body: { title: 'Task' },
  });
  ids.push(task.id);
});
afterAll(async () => {
  agent.destroy();
  await system?.stop();
});

test('whatever is sent, the answer is one that the description lists, and never a defect', async () => {
  console.log(`fuzz: FUZZ_SEED=${seed}`);
  const base = services.gateway.url;
  const { body: document } = await call<ApiDocument>('GET', `${base}/openapi.json`);
  const judge = createJudge(document);
  const requests = operationsOf(document).map((operation) => requestsTo(document, operation, ids));
  const told = new Map<string, number[]>();
  const complaintsOf = async (request: FuzzRequest) => {
    const answer = await send(base, request, agent);
    const { operationId } = request;
    const statuses = told.get(operationId) ?? [];
    statuses.push(answer.status);
    told.set(operationId, statuses);
    return judge(request, answer);
  };
  const some = fc.array(fc.oneof(...requests), { minLength: 1, maxLength: 8 });
  const property = fc.asyncProperty(some, async (batch) => {
    const complaints = (await Promise.all(batch.map(complaintsOf))).flat();
    if (complaints.length > 0) throw new Error(complaints.join('; ').slice(0, 2_000));
  });
  const limits = { numRuns: 1_000_000, interruptAfterTimeLimit: durationMs, markInterruptAsFailure: false };
  await fc.assert(property, { seed, ...limits, endOnFailure: false });
  console.log(`fuzz: ${[...told.values()].flat().length} requests to ${told.size} operations`);
  // Neither are all of them refused, nor none: the requests are what they are meant to be. A slow machine has sent too few to see it.
  for (const one of requests)
    for (const request of fc.sample(one, { seed, numRuns: 1_000 })) {
      const statuses = told.get(request.operationId) ?? [];
      if (Math.min(...statuses) < 300 && Math.max(...statuses) >= 400) break;
      expect(await complaintsOf(request)).toEqual([]);
    }
  for (const [operation, statuses] of told) {
    expect(Math.min(...statuses), operation).toBeLessThan(300);
    expect(Math.max(...statuses), operation).toBeGreaterThanOrEqual(400);
  }
  for (const service of Object.values(services)) {
    expect(service.output).not.toMatch(/"level":"(?:error|fatal)"/);
    expect((await call('GET', `${service.url}/livez`)).status).toBe(200);
  }
}, 180_000);
