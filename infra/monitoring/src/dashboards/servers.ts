import { type Dashboard, perSecond, quantile } from './dashboard.ts';

const server = (check: string, title: string) =>
  ({
    title: `${title} by service`,
    description: `1: reached. The reason of a 0 is in /readyz of the instance.`,
    unit: 'none',
    kind: 'statetimeline',
    badBelow: 1,
    queries: [[`min by (component) (notes_check_ok{%,check="${check}"})`, '{{component}}']],
  }) as const;

export const servers: Dashboard = {
  uid: 'notes-servers',
  title: 'Notes: Kafka, Postgres and Redis as the services see them',
  description: 'The servers have exporters and dashboards of their own; this is what the services notice of them.',
  rows: [
    { title: 'Reached', panels: [server('kafka', 'Kafka'), server('postgres', 'Postgres'), server('redis', 'Redis')] },
    {
      title: 'Kafka',
      panels: [
        {
          title: 'Append, 99 %',
          description: 'From sending a batch of events to the acknowledgement of the brokers.',
          unit: 's',
          bad: 0.1,
          queries: [[quantile(0.99, 'notes_append_seconds', 'instance'), '{{instance}}']],
        },
        {
          title: 'Throttled',
          description: 'Part of the time that quotas of the brokers hold a service back.',
          unit: 'percentunit',
          queries: [
            ['sum by (component) (rate(notes_kafka_throttled_seconds_total{%}[$__rate_interval]))', '{{component}}'],
          ],
        },
        {
          title: 'Settings of the topic',
          description:
            'What is not as it should be; the log of the services has the command that mends it. Empty: all is well.',
          unit: 'none',
          bad: 1,
          queries: [['max by (name, harmful) (notes_topic_problems{%}) or vector(0)', '{{name}} harmful={{harmful}}']],
        },
        {
          title: 'Foreign records',
          description: 'Records in partitions that the log was not opened with; they have no effect.',
          unit: 'short',
          bad: 1,
          queries: [['max(notes_topic_foreign_records{%})', 'records']],
        },
        {
          title: 'Log and database',
          description: '1: they belong together. 0: nothing is applied until an operator has looked.',
          unit: 'none',
          kind: 'statetimeline',
          badBelow: 1,
          queries: [['min by (component) (notes_check_ok{%,check="log"})', '{{component}}']],
        },
        {
          title: 'Growth of the log',
          description: 'Records a second, all partitions. The log is kept for ever.',
          unit: 'ops',
          queries: [['sum(max by (partition) (rate(notes_log_end_offset{%}[$__rate_interval])))', 'records']],
        },
      ],
    },
    {
      title: 'Postgres and Redis',
      panels: [
        {
          title: 'Connections in use, of the limit',
          description: 'Of the pool of each process, the fullest.',
          unit: 'percentunit',
          bad: 0.9,
          queries: [
            [
              'max by (component) (notes_postgres_connections{%,state="busy"} / on (component, instance) notes_postgres_connections_limit{%})',
              '{{component}}',
            ],
          ],
        },
        {
          title: 'Waiting for a connection',
          description: 'Queries and transactions, now.',
          unit: 'short',
          bad: 1,
          queries: [['sum by (component) (notes_postgres_waiting{%})', '{{component}}']],
        },
        {
          title: 'Transactions of the projector, 99 %',
          description: 'Two round trips and a commit. Slow ones are a slow Postgres.',
          unit: 's',
          bad: 1,
          queries: [[quantile(0.99, 'notes_projector_transaction_seconds'), '99 %']],
        },
        {
          title: 'Failed transactions',
          description: 'They are repeated; the log of the projector has the reason once.',
          unit: 'ops',
          queries: [[perSecond('notes_projector_transaction_failures_total'), 'failures']],
        },
        {
          title: 'Requests not counted',
          description: 'Let through without counting them for a quota, since Redis was away.',
          unit: 'reqps',
          queries: [[`${perSecond('rate_limit_uncounted_total', 'component')} or vector(0)`, '{{component}}']],
        },
        {
          title: 'Upstreams of the gateway',
          description: 'Requests to a service that failed on their way, by why, and those that were sent again.',
          unit: 'reqps',
          queries: [
            [`${perSecond('notes_upstream_failures_total', 'upstream, kind')} > 0`, '{{upstream}} {{kind}}'],
            [perSecond('notes_gateway_repeated_requests_total', 'to'), 'sent again to {{to}}'],
          ],
        },
      ],
    },
  ],
};
