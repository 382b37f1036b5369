import { type Dashboard, perSecond } from './dashboard.ts';

const each = (component: string): string =>
  `sum(rate(process_cpu_seconds_total{%,component="${component}"}[$__rate_interval]))`;

export const capacity: Dashboard = {
  uid: 'notes-capacity',
  title: 'Notes: capacity',
  description: 'What is used of what there is, and what a write costs each service.',
  rows: [
    {
      title: 'In use',
      panels: [
        {
          title: 'Event loop in use',
          description: 'By instance: a process has one thread. Add instances before 0.7.',
          unit: 'percentunit',
          bad: 0.7,
          queries: [
            [
              'max by (component, instance) (rate(notes_event_loop_active_seconds_total{%}[$__rate_interval]))',
              '{{component}} {{instance}}',
            ],
          ],
        },
        {
          title: 'Heap, of its limit',
          description: 'At 0.95 a process refuses requests.',
          unit: 'percentunit',
          bad: 0.85,
          queries: [
            [
              'max by (component, instance) (nodejs_heap_size_used_bytes{%} / on (component, instance) notes_heap_limit_bytes{%})',
              '{{component}} {{instance}}',
            ],
          ],
        },
        {
          title: 'Connections to Postgres',
          description: 'Of all processes together: Postgres has `max_connections` of them.',
          unit: 'short',
          queries: [
            ['sum by (component) (notes_postgres_connections{%})', '{{component}}'],
            ['sum(notes_postgres_connections_limit{%})', 'at most'],
          ],
        },
        {
          title: 'Window and cache of the command service',
          description: 'Bytes, of all instances.',
          unit: 'bytes',
          queries: [
            ['sum(notes_window_bytes{%})', 'window'],
            ['sum(notes_cache_bytes{%})', 'cache'],
          ],
        },
        {
          title: 'Delay of the event loop, 99 %',
          description: 'What whoever comes waits for at least.',
          unit: 's',
          bad: 0.1,
          queries: [['max by (component) (nodejs_eventloop_lag_p99_seconds{%})', '{{component}}']],
        },
        {
          title: 'Connections to services',
          description: 'Of the gateway, by whether they are in use.',
          unit: 'short',
          queries: [['sum by (upstream, state) (notes_upstream_connections{%})', '{{upstream}} {{state}}']],
        },
      ],
    },
    {
      title: 'What a write costs',
      panels: [
        {
          title: 'CPU of the command service by command',
          description: 'Includes reading all partitions: with n instances each reads everything.',
          unit: 's',
          queries: [[`${each('command')} / sum(rate(notes_commands_total{%}[$__rate_interval]))`, 'command']],
        },
        {
          title: 'CPU of the projector by event',
          description: 'One core applies 1 / this many events a second.',
          unit: 's',
          queries: [
            [`${each('projector')} / sum(rate(notes_projector_events_total{%}[$__rate_interval]))`, 'projector'],
          ],
        },
        {
          title: 'CPU of the gateway by request',
          description: 'Of what it passes on; what it pushes is in it.',
          unit: 's',
          queries: [
            [
              `${each('gateway')} / sum(rate(http_request_duration_seconds_count{%,component="gateway",upstream!=""}[$__rate_interval]))`,
              'gateway',
            ],
          ],
        },
      ],
    },
    {
      title: 'Growth',
      panels: [
        {
          title: 'Events a day',
          description: 'At the present rate. Kafka and the journal keep all of them.',
          unit: 'short',
          queries: [['86400 * sum(rate(notes_projector_events_total{%}[1h]))', 'events']],
        },
        {
          title: 'Length of the log',
          description: 'Records in all partitions.',
          unit: 'short',
          queries: [['sum(max by (partition) (notes_log_end_offset{%}))', 'records']],
        },
        {
          title: 'Requests',
          description: 'All that come to the gateway.',
          unit: 'reqps',
          queries: [[perSecond('http_request_duration_seconds_count', 'component', 'component="gateway"'), 'requests']],
        },
      ],
    },
  ],
};
