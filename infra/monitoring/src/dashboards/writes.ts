import { type Dashboard, perSecond, quantile } from './dashboard.ts';

export const writes: Dashboard = {
  uid: 'notes-writes',
  title: 'Notes: writes',
  description: 'The way of a command: waiting, loading, proving, appending, reading back.',
  rows: [
    {
      title: 'Commands',
      panels: [
        {
          title: 'Commands by outcome',
          description: 'accepted, replayed and unchanged are successes; refusals of the domain go by their names.',
          unit: 'ops',
          queries: [[`${perSecond('notes_commands_total', 'outcome')} > 0`, '{{outcome}}']],
        },
        {
          title: 'Latency by route, 99 %',
          description: 'From the headers of a request to the end of the answer, in the command service.',
          unit: 's',
          bad: 0.25,
          queries: [
            [
              quantile(0.99, 'http_request_duration_seconds', 'method, route', 'component="command",route=~"/v1.*"'),
              '{{method}} {{route}}',
            ],
          ],
        },
        {
          title: 'Waiting, of what may',
          description: 'Commands that are not settled, as a part of the limit. At 1 the next is refused.',
          unit: 'percentunit',
          bad: 0.8,
          queries: [
            ['max by (aggregate) (notes_commands_waiting{%} / notes_commands_waiting_limit{%})', '{{aggregate}}'],
          ],
        },
      ],
    },
    {
      title: 'Stages',
      panels: [
        {
          title: 'Before the append, 99 %',
          description:
            'wait: from arrival until the event is handed over; in it load (a cold subject), prove (a barrier), look-up (the journal).',
          unit: 's',
          queries: [[quantile(0.99, 'notes_command_stage_seconds', 'stage'), '{{stage}}']],
        },
        {
          title: 'Append and read back, 99 %',
          description:
            'append: until the brokers have acknowledged; read back: until the verdict is there, the append included.',
          unit: 's',
          queries: [
            [quantile(0.99, 'notes_append_seconds'), 'append'],
            [quantile(0.99, 'notes_read_back_seconds'), 'read back'],
          ],
        },
        {
          title: 'Events in an append',
          description: 'On average. More under load: appends carry what came meanwhile.',
          unit: 'short',
          queries: [
            [
              'sum(rate(notes_append_batch_events_sum{%}[$__rate_interval])) / sum(rate(notes_append_batch_events_count{%}[$__rate_interval]))',
              'events',
            ],
          ],
        },
        {
          title: 'Lost races and barriers',
          description:
            'Void: another writer was first, and the command is decided again. Barriers: questions for the end of the log, before a refusal.',
          unit: 'ops',
          queries: [
            [perSecond('notes_void_events_total'), 'void'],
            [perSecond('notes_barriers_total'), 'barriers'],
            [perSecond('notes_cold_loads_total'), 'cold loads'],
          ],
        },
        {
          title: 'Tail behind the log',
          description: 'Records that are in the log and not yet read by an instance, the largest.',
          unit: 'short',
          queries: [['max by (instance) (notes_tail_lag_records{%})', '{{instance}}']],
        },
        {
          title: 'Claims of unique values',
          description: 'Waits for a holder who may still use the value, and fences against one that is overdue.',
          unit: 'ops',
          queries: [
            [perSecond('notes_claim_waits_total'), 'waits'],
            [perSecond('notes_claim_fences_total'), 'fences'],
          ],
        },
      ],
    },
    {
      title: 'Memory and brokers',
      panels: [
        {
          title: 'Window, of its limit',
          description:
            'Events that the read model lacks. Full, writes to notes outside the cache are refused until the projector has caught up.',
          unit: 'percentunit',
          bad: 0.8,
          queries: [['max by (instance) (notes_window_bytes{%} / notes_window_limit_bytes{%})', '{{instance}}']],
        },
        {
          title: 'Cache, of its limit',
          description: 'Full is normal: then those used least are forgotten. Many cold loads say that it is too small.',
          unit: 'percentunit',
          queries: [['max by (instance) (notes_cache_bytes{%} / notes_cache_limit_bytes{%})', '{{instance}}']],
        },
        {
          title: 'Appends refused',
          description: 'Partitions to which brokers refuse appends for a reason that does not pass by itself.',
          unit: 'short',
          bad: 1,
          queries: [['sum by (part) (notes_append_refused_partitions{%}) or vector(0)', '{{part}}']],
        },
      ],
    },
  ],
};
