import { type AlertCase, after, all, calm, check, gone, phases, rising } from './alert-case.ts';

/** Of rules/services.yml. */
export const serviceCases: readonly AlertCase[] = [
  {
    alert: 'NotesServiceMissing',
    series: { ...all('notes_ready'), 'notes_ready{component="projector"}': '1x7 stale _x22 1x20' },
    at: phases({ component: 'projector' }),
  },
  {
    alert: 'NotesServiceNotReady',
    series: {
      'notes_ready{component="command",instance="a"}': gone,
      'notes_ready{component="command",instance="b"}': gone,
      'notes_ready{component="query",instance="a"}': '0x50',
      'notes_ready{component="query",instance="b"}': calm,
    },
    at: phases({ component: 'command' }),
  },
  {
    // Postgres is to blame, and has an alert of its own.
    alert: 'NotesServiceNotReady',
    series: {
      'notes_ready{component="query"}': gone,
      [check('postgres', 'query')]: gone,
    },
    at: phases(),
  },
  {
    // The projector cannot apply what it reads: that the read model stalls is the alert.
    alert: 'NotesServiceNotReady',
    series: {
      'notes_ready{component="projector"}': gone,
      'notes_read_model_lag_seconds{component="query",partition="3"}': '0x7 31+15x23 0x20',
      'notes_read_model_offset{component="query",partition="3"}': '80x60',
    },
    at: phases(),
  },
  {
    alert: 'NotesInstanceNotReady',
    series: {
      'notes_ready{component="command",instance="a"}': '1x7 0x28 1x20',
      'notes_ready{component="command",instance="b"}': calm,
    },
    at: { '90s': [], '8m30s': [{ instance: 'a' }], '11m': [] },
  },
  {
    alert: 'NotesLoopStuck',
    series: {
      'notes_loop_age_seconds{component="projector",loop="watch"}': '1x7 1+15x23 1x20',
      'notes_loop_age_seconds{component="projector",loop="builds"}': '1x7 1+15x23 1x20',
    },
    at: phases({ loop: 'watch' }),
  },
  {
    alert: 'NotesOverloaded',
    series: {
      'http_requests_shed_total{component="command",reason="event-loop"}': rising(10),
      'http_requests_shed_total{component="query",reason="event-loop"}': '0x60',
    },
    at: after(2, { component: 'command' }),
  },
  {
    alert: 'NotesHeapNearLimit',
    series: {
      'nodejs_heap_size_used_bytes{component="command",instance="a"}': '50x7 90x28 50x20',
      'notes_heap_limit_bytes{component="command",instance="a"}': '100x60',
      'nodejs_heap_size_used_bytes{component="query",instance="b"}': '50x60',
      'notes_heap_limit_bytes{component="query",instance="b"}': '100x60',
    },
    at: { '90s': [], '8m30s': [{ component: 'command' }], '11m': [] },
  },
  {
    alert: 'NotesInternalErrors',
    series: {
      'notes_problems_total{component="query",type="internal"}': rising(1),
      'notes_problems_total{component="query",type="not-found"}': '0+5x150',
    },
    at: after(10, { component: 'query' }),
  },
  {
    alert: 'NotesUpstreamFailing',
    series: {
      ...all('notes_ready'),
      'notes_upstream_failures_total{component="gateway",upstream="query",kind="broken"}': rising(15),
      'notes_upstream_failures_total{component="gateway",upstream="command",kind="stale"}': '0+15x150',
    },
    at: after(2, { upstream: 'query' }),
  },
  {
    // It is missing altogether: that is another alert.
    alert: 'NotesUpstreamFailing',
    series: {
      'notes_ready{component="gateway"}': '1x150',
      'notes_upstream_failures_total{component="gateway",upstream="query",kind="away"}': rising(15),
    },
    at: after(2),
  },
];
