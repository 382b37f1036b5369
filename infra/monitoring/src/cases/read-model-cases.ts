import { type AlertCase, after, all, calm, came, check, gone, phases, rising } from './alert-case.ts';

/** Of rules/read-model.yml and rules/writes-and-feed.yml. */
export const readModelCases: readonly AlertCase[] = [
  {
    alert: 'NotesReadModelStalled',
    series: {
      ...all('notes_ready'),
      'notes_read_model_lag_seconds{component="query",partition="3"}': '0x7 0+15x23 0x20',
      'notes_read_model_offset{component="query",partition="3"}': '0+10x7 80x23 500+10x20',
      // Behind, but it moves.
      'notes_read_model_lag_seconds{component="query",partition="4"}': '0x7 0+15x23 0x20',
      'notes_read_model_offset{component="query",partition="4"}': '0+10x60',
    },
    at: phases({}),
  },
  {
    // There is no projector: that is the alert.
    alert: 'NotesReadModelStalled',
    series: {
      'notes_ready{component="query"}': calm,
      'notes_read_model_lag_seconds{component="query",partition="3"}': '0x7 0+15x23 0x20',
      'notes_read_model_offset{component="query",partition="3"}': '80x60',
    },
    at: phases(),
  },
  {
    alert: 'NotesReadModelLagging',
    series: {
      'notes_read_model_lag_seconds{component="query",partition="3"}': '0x7 60x30 0x20',
      'notes_read_model_offset{component="query",partition="3"}': '0+10x80',
    },
    at: { '90s': [], '9m': [{}], '11m': [] },
  },
  {
    alert: 'NotesLagUnknown',
    series: {
      'notes_ready{component="query"}': '1x150',
      [check('postgres', 'query')]: '1x150',
      [check('kafka', 'query')]: '1x150',
      'notes_read_model_lag_seconds{component="query",partition="3"}': '0x7 _x40 0x40',
    },
    at: { '90s': [], '11m': [{}], '15m': [] },
  },
  {
    alert: 'NotesPartitionsUnheld',
    series: {
      ...Object.fromEntries(
        [0, 1, 2].map((partition) => [`notes_read_model_offset{component="query",partition="${partition}"}`, calm]),
      ),
      'notes_partitions_held{component="projector",instance="a"}': '2x60',
      'notes_partitions_held{component="projector",instance="b"}': gone,
    },
    at: phases({}),
  },
  {
    alert: 'NotesTransactionsFailing',
    series: { 'notes_projector_transaction_failures_total{component="projector"}': rising(5) },
    at: after(3, {}),
  },
  {
    alert: 'NotesRebalancing',
    series: {
      'notes_group_assignments_total{component="projector",instance="a"}': rising(1),
      'notes_group_assignments_total{component="projector",instance="b"}': rising(1),
      'notes_partitions_held{component="projector",instance="a"}': '6x150',
      'notes_partitions_held{component="projector",instance="b"}': '6x150',
    },
    at: after(15, {}),
  },
  { alert: 'NotesFrozen', series: { 'notes_projector_frozen_notes{component="projector"}': came }, at: phases({}) },
  {
    alert: 'NotesDeadLetters',
    series: {
      'notes_projector_void_records_total{component="projector",reason="malformed"}': rising(1),
      'notes_projector_void_records_total{component="projector",reason="superseded"}': '0+5x150',
    },
    at: after(15, { reason: 'malformed' }),
  },
  {
    alert: 'NotesBuildStalled',
    series: {
      'notes_projector_build_remaining_records{component="projector",version="2"}': '900x150',
      'notes_projector_build_events_total{component="projector",version="2"}': '0+50x20 1050x100 1050+50x40',
    },
    at: { '10m': [], '28m': [{ version: '2' }], '33m': [] },
  },
  {
    alert: 'NotesCommandQueueFull',
    series: {
      'notes_commands_waiting{component="command",aggregate="note"}': '10x7 9000x23 10x20',
      'notes_commands_waiting_limit{component="command",aggregate="note"}': '10000x60',
      'notes_commands_waiting{component="command",aggregate="task"}': '7000x60',
      'notes_commands_waiting_limit{component="command",aggregate="task"}': '10000x60',
    },
    at: phases({ aggregate: 'note' }),
  },
  {
    alert: 'NotesOutcomesUnknown',
    series: {
      'notes_commands_total{component="command",outcome="unknown"}': rising(1),
      'notes_commands_total{component="command",outcome="accepted"}': '0+50x150',
    },
    at: after(10, {}),
  },
  {
    alert: 'NotesFeedDeaf',
    series: {
      ...all('notes_ready'),
      'notes_feed_redis_heard{component="gateway",instance="a"}': gone,
      'notes_feed_redis_heard{component="gateway",instance="b"}': calm,
    },
    at: phases({}),
  },
  {
    // Nobody hears Redis then, and that is another alert.
    alert: 'NotesFeedDeaf',
    series: {
      ...all('notes_ready'),
      'notes_feed_redis_heard{component="gateway"}': gone,
      [check('redis', 'gateway')]: gone,
    },
    at: phases(),
  },
];
