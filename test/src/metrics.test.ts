import { metricsAskedFor } from '@notes/monitoring';
import { eventually } from '@notes/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Feed } from './harness/feed.ts';
import { call, tokenOf } from './harness/http.ts';
import { type Page, scrape } from './harness/scrape.ts';
import type { ServiceName, ServiceProcess } from './harness/service-process.ts';
import { System } from './harness/system.ts';
import { testServers } from './harness/test-servers.ts';

const written = 20;
let system: System;
let services: Record<ServiceName, ServiceProcess>;
let feed: Feed;

beforeAll(async () => {
  system = await System.create(testServers(), {
    NOTES_COMMIT: 'bed81a1',
    RATE_LIMIT_PER_HOUR: '1000000',
  });
  services = await system.startAll();
  const { gateway } = services;
  feed = await Feed.open(gateway.url);
  feed.send({ id: 1, method: 'subscribe', payload: { channel: 'notes' } });
  await eventually(() => expect(feed.frames).toHaveLength(1));
  for (let i = 0; i < written; i++) {
    const posted = await call('POST', `${gateway.url}/v1/notes`, { body: { title: `Note ${i}` } });
    const headers = { 'consistency-token': tokenOf(posted) };
    await call('GET', `${gateway.url}/v1/notes/${posted.body['id']}`, { headers });
  }
  await call('GET', `${gateway.url}/v1/nothing`);
  await eventually(() => expect(feed.events).toHaveLength(written));
});
afterAll(async () => {
  await feed?.close();
  await system?.stop();
});

/** Looks at the page of a service until it is as expected. */
const onPage = (name: ServiceName, look: (page: Page) => void): Promise<void> =>
  eventually(async () => look(await scrape(services[name].url)));

describe('what services measure', () => {
  test('every one says whether it is ready, what is checked, and which software it is', async () => {
    for (const name of ['command', 'projector', 'query', 'gateway'] as const)
      await onPage(name, (page) => {
        expect(page.value('notes_ready')).toBe(1);
        expect(page.value('notes_check_ok', { check: 'postgres' })).toBe(1);
        expect(page.value('notes_check_age_seconds', { check: 'postgres' })).toBeGreaterThan(0);
        expect(page.value('notes_build_info', { version: '0.1.0', commit: 'bed81a1' })).toBe(1);
        expect(page.value('notes_postgres_connections_limit')).toBeGreaterThan(0);
        expect(page.value('notes_event_loop_active_seconds_total')).toBeGreaterThan(0);
        expect(page.value('notes_heap_limit_bytes')).toBeGreaterThan(1e8);
        expect(page.value('notes_log_lines_total', { level: 'fatal' })).toBe(0);
        expect(page.value('notes_problems_total', { type: 'internal' })).toBe(0);
      });
  });

  test('the gateway times what it passes on, by route and service', async () => {
    await onPage('gateway', (page) => {
      const count = (labels: Record<string, string>) => page.value('http_request_duration_seconds_count', labels);
      expect(count({ method: 'POST', route: '/v1/notes', status: '201', upstream: 'command' })).toBe(written);
      expect(count({ method: 'GET', route: '/v1/notes/:id', status: '200', upstream: 'query' })).toBe(written);
      expect(count({ method: 'other', route: 'other', status: '404', upstream: 'query' })).toBe(1);
      expect(page.value('notes_upstream_failures_total', { upstream: 'command', kind: 'away' })).toBe(0);
      expect(page.value('notes_upstream_connections', { upstream: 'command', state: 'free' })).toBeGreaterThan(0);
    });
  });

  test('the way of an event is timed until it is visible, and until it is delivered', async () => {
    await onPage('projector', (page) => {
      expect(page.value('notes_visible_seconds_count')).toBeGreaterThanOrEqual(written);
      expect(page.value('notes_visible_seconds_bucket', { le: '60' })).toBe(page.value('notes_visible_seconds_count'));
      expect(page.value('notes_partitions_held')).toBe(12);
      expect(page.value('notes_group_assignments_total')).toBeGreaterThan(0);
      for (const loop of ['watch', 'heartbeat', 'refold', 'builds'])
        expect(page.value('notes_loop_age_seconds', { loop })).toBeLessThan(10);
    });
    await onPage('gateway', (page) => {
      expect(page.value('notes_delivered_seconds_count')).toBe(written);
      expect(page.value('notes_delivered_seconds_bucket', { le: '10' })).toBe(written);
      expect(page.value('notes_loop_age_seconds', { loop: 'relay' })).toBeLessThan(10);
    });
    await onPage('command', (page) => {
      expect(page.value('notes_command_stage_seconds_count', { stage: 'wait' })).toBe(written);
      expect(page.value('notes_commands_total', { outcome: 'accepted' })).toBe(written);
      expect(page.value('notes_commands_waiting_limit', { aggregate: 'note' })).toBe(10_000);
      expect(page.sum('notes_tail_offset')).toBeGreaterThanOrEqual(written);
    });
  });
});

test('whatever rules and dashboards ask for is there', async () => {
  const pages = await Promise.all(
    Object.values(services).map(async ({ url }) => (await fetch(`${url}/metrics`)).text()),
  );
  const there = new Set(pages.flatMap((page) => [...page.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name)));
  const family = (name: string): string => name.replace(/_(?:bucket|count|sum)$/, '');
  const missing = [...metricsAskedFor()].filter(([name]) => !there.has(name) && !there.has(family(name)));
  expect(missing).toEqual([]);
});

/** Last, for the projector does not come back. */
test('without a projector the lag is known, and grows; what stands still is seen by its age', async () => {
  const { command, gateway, projector } = services;
  await onPage('query', (page) => {
    expect(page.sum('notes_read_model_lag_records')).toBe(0);
    expect(page.sum('notes_read_model_offset')).toBe(page.sum('notes_log_end_offset'));
  });
  await projector.end('SIGKILL');
  for (let i = 0; i < 3; i++) await call('POST', `${command.url}/v1/notes`, { body: { title: 'late' } });
  await eventually(
    async () => {
      const page = await scrape(services.query.url);
      expect(page.sum('notes_read_model_lag_records')).toBe(3);
      expect(page.largest('notes_read_model_lag_seconds')).toBeGreaterThan(2);
      expect(page.value('notes_progress_age_seconds', { stage: 'read-model' })).toBeGreaterThan(2);
      expect(page.value('notes_loop_age_seconds', { loop: 'lag' })).toBeLessThan(5);
    },
    { timeoutMs: 20_000 },
  );
  expect((await scrape(gateway.url)).value('notes_delivered_seconds_count')).toBe(written);
});
