import { type Dashboard, perSecond, quantile } from './dashboard.ts';

const components = 'gateway|command|query';

export const overview: Dashboard = {
  uid: 'notes-overview',
  title: 'Notes: overview',
  description: 'Whether the objectives are met, and latency, traffic, errors and saturation of every service.',
  rows: [
    {
      title: 'Objectives',
      panels: [
        {
          title: 'Budget spent, times too fast, 1 h',
          description: '1 spends the budget of a month in a month. From 14.4 on somebody is called.',
          unit: 'short',
          kind: 'stat',
          bad: 14.4,
          queries: [['notes:slo_burn:1h{%n}', '{{slo}}']],
        },
        {
          title: 'Budget spent, times too fast, 3 d',
          description: 'Above 1 for days, the objective of the month will be missed.',
          unit: 'short',
          kind: 'stat',
          bad: 1,
          queries: [['notes:slo_burn:3d{%n}', '{{slo}}']],
        },
        {
          title: 'Alerts',
          description: 'What fires. Each has a page in docs/operations/runbooks.',
          unit: 'none',
          kind: 'table',
          queries: [
            ['sum by (alertname, component, severity) (ALERTS{%n,alertstate="firing"})', '{{alertname}} {{component}}'],
          ],
        },
        {
          title: 'Not good enough, by objective',
          description:
            'Part of the requests or events that failed or were too slow, over five minutes. docs/operations/slo.md has the objectives.',
          unit: 'percentunit',
          width: 24,
          queries: [['notes:slo_bad:rate5m{%n} / (notes:slo_total:rate5m{%n} > 0)', '{{slo}}']],
        },
      ],
    },
    {
      title: 'Requests',
      panels: [
        {
          title: 'Requests at the gateway',
          description:
            'By the service that has answered; without one: by the gateway itself, problems of the proxy among them.',
          unit: 'reqps',
          queries: [
            [
              perSecond('http_request_duration_seconds_count', 'upstream', 'component="gateway",route=~"/v1.*|other"'),
              '{{upstream}}',
            ],
          ],
        },
        {
          title: 'Latency at the gateway, 99 %',
          description: 'Of what it has passed on, by service.',
          unit: 's',
          bad: 0.25,
          queries: [
            [
              quantile(0.99, 'http_request_duration_seconds', 'upstream', 'component="gateway",upstream!=""'),
              '{{upstream}}',
            ],
          ],
        },
        {
          title: 'Failed requests at the gateway',
          description: 'Answers from 500 on, by status. Empty: none.',
          unit: 'reqps',
          queries: [
            [
              perSecond('http_request_duration_seconds_count', 'status', 'component="gateway",status=~"5.."'),
              '{{status}}',
            ],
          ],
        },
        {
          title: 'Problems',
          description: 'What clients were told, by type: /problems/<type> of the gateway explains each.',
          unit: 'reqps',
          width: 12,
          queries: [[`${perSecond('notes_problems_total', 'component, type')} > 0`, '{{component}} {{type}}']],
        },
        {
          title: 'Latency by route, 99 %',
          description: 'As the services themselves measure it.',
          unit: 's',
          width: 12,
          queries: [
            [
              quantile(
                0.99,
                'http_request_duration_seconds',
                'component, method, route',
                'component=~"command|query",route=~"/v1.*"',
              ),
              '{{component}} {{method}} {{route}}',
            ],
          ],
        },
      ],
    },
    {
      title: 'From a write to everybody',
      panels: [
        {
          title: 'Until visible',
          description: 'From the append of a record until the commit that applies it.',
          unit: 's',
          bad: 1,
          queries: [
            [quantile(0.5, 'notes_visible_seconds'), 'half of them'],
            [quantile(0.99, 'notes_visible_seconds'), '99 %'],
          ],
        },
        {
          title: 'Until delivered',
          description: 'From the making of an event until it was written to those who follow live.',
          unit: 's',
          bad: 1,
          queries: [
            [quantile(0.5, 'notes_delivered_seconds'), 'half of them'],
            [quantile(0.99, 'notes_delivered_seconds'), '99 %'],
          ],
        },
        {
          title: 'Lag of the read model',
          description: 'Records in the log that are not applied, all partitions together.',
          unit: 'short',
          queries: [['sum(max by (partition) (notes_read_model_lag_records{%}))', 'records']],
        },
      ],
    },
    {
      title: 'Processes',
      panels: [
        {
          title: 'Ready instances',
          description: 'By service. Zero is an outage of what it does.',
          unit: 'short',
          badBelow: 1,
          queries: [['sum by (component) (notes_ready{%})', '{{component}}']],
        },
        {
          title: 'Event loop in use',
          description: 'Of the one thread that a process has. Above 0.9, latency grows fast.',
          unit: 'percentunit',
          bad: 0.9,
          queries: [
            ['max by (component) (rate(notes_event_loop_active_seconds_total{%}[$__rate_interval]))', '{{component}}'],
          ],
        },
        {
          title: 'Requests refused for load',
          description: 'Answered `overloaded` before anything was done for them.',
          unit: 'reqps',
          queries: [
            [
              perSecond('http_requests_shed_total', 'component, reason', `component=~"${components}"`),
              '{{component}} {{reason}}',
            ],
          ],
        },
        {
          title: 'Software',
          description: 'Instances by version and commit: a roll-out that has stopped half way shows here.',
          unit: 'short',
          queries: [
            ['count by (component, version, commit) (notes_build_info{%})', '{{component}} {{version}} {{commit}}'],
          ],
        },
        {
          title: 'Memory',
          description: 'Resident memory, the largest instance of each service.',
          unit: 'bytes',
          queries: [['max by (component) (process_resident_memory_bytes{%})', '{{component}}']],
        },
        {
          title: 'CPU',
          description: 'Cores in use, by service.',
          unit: 'short',
          queries: [[perSecond('process_cpu_seconds_total', 'component'), '{{component}}']],
        },
      ],
    },
  ],
};
