import { nextAt } from '@notes/kernel/testing';
import { createMetrics } from '@notes/service';
import { expect, test } from 'vitest';
import { commandMetrics, showState } from './metrics.ts';

test('counts commands by how they ended, and shows the state of the parts when asked', async () => {
  const metrics = createMetrics('command');
  const { ended, requested, read, passed, settled, superseded, claimed, waited, fenced } = commandMetrics(metrics);
  const lanes = { waiting: 0, maxWaiting: 10, atWork: 1 };
  showState(metrics, {
    sides: [
      { aggregate: { name: 'note' }, lanes, states: { entries: 1, bytes: 1_500, maxBytes: 2_000, coldLoads: 4 } },
      {
        aggregate: { name: 'task' },
        lanes: { waiting: 0, maxWaiting: 10, atWork: 0 },
        states: { entries: 1, bytes: 500, maxBytes: 2_000, coldLoads: 0 },
      },
    ],
    window: { bytes: 500, maxBytes: 1_000 },
    progress: { lag: 6, positions: new Map([[3, nextAt(7)]]) },
    barrier: { asked: 7 },
  });
  ended({ kind: 'refused', why: 'not-found', state: undefined });
  ended({ kind: 'unknown' });
  ended({ kind: 'unknown' });
  requested(12, 0.002);
  settled(0.003);
  read();
  passed('prove', 0.25);
  superseded();
  for (const type of ['claims.Claimed.v1', 'claims.Released.v1', 'claims.Claimed.v1']) claimed(type);
  waited();
  fenced();
  lanes.waiting = 3;
  await metrics.registry.metrics();
  const text = await metrics.registry.metrics();
  for (const line of [
    'notes_commands_total{outcome="not-found",component="command"} 1',
    'notes_commands_total{outcome="unknown",component="command"} 2',
    'notes_append_batch_events_sum{component="command"} 12',
    'notes_append_seconds_count{component="command"} 1',
    'notes_read_back_seconds_sum{component="command"} 0.003',
    'notes_void_events_total{component="command"} 1',
    'notes_claim_events_total{type="Claimed",component="command"} 2',
    'notes_claim_events_total{type="Released",component="command"} 1',
    'notes_claim_waits_total{component="command"} 1',
    'notes_claim_fences_total{component="command"} 1',
    'notes_commands_total{outcome="accepted",component="command"} 0',
    'notes_command_stage_seconds_sum{stage="prove",component="command"} 0.25',
    'notes_command_stage_seconds_count{stage="load",component="command"} 0',
    'notes_commands_waiting{aggregate="note",component="command"} 3',
    'notes_commands_waiting_limit{aggregate="task",component="command"} 10',
    'notes_tail_offset{partition="3",component="command"} 7',
    'notes_window_limit_bytes{component="command"} 1000',
    'notes_cache_limit_bytes{component="command"} 4000',
    'notes_lanes{component="command"} 1',
    'notes_tail_lag_records{component="command"} 6',
    'notes_window_bytes{component="command"} 500',
    'notes_cache_entries{component="command"} 2',
    'notes_cache_bytes{component="command"} 2000',
    'notes_cold_loads_total{component="command"} 4',
    'notes_barriers_total{component="command"} 7',
  ])
    expect(text).toContain(line);
  // Of the whole process, so other tests may have added to it.
  expect(text).toMatch(/^notes_kafka_throttled_seconds_total\{component="command"\} \d/m);
});
