import { type Dashboard, perSecond, quantile } from './dashboard.ts';

export const readModel: Dashboard = {
  uid: 'notes-read-model',
  title: 'Notes: read model',
  description: 'How the log becomes tables, how far they are, builds of new versions, and reads that wait.',
  rows: [
    {
      title: 'Lag',
      panels: [
        {
          title: 'Records not applied',
          description: 'By partition, as the query service sees it: also where no projector runs.',
          unit: 'short',
          queries: [['max by (partition) (notes_read_model_lag_records{%})', '{{partition}}']],
        },
        {
          title: 'Oldest record not applied',
          description: 'By partition, at least: since it was first seen.',
          unit: 's',
          bad: 30,
          queries: [['max by (partition) (notes_read_model_lag_seconds{%})', '{{partition}}']],
        },
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
      ],
    },
    {
      title: 'Projectors',
      panels: [
        {
          title: 'Events applied',
          description: 'Events accepted and written, by instance.',
          unit: 'ops',
          queries: [[perSecond('notes_projector_events_total', 'instance'), '{{instance}}']],
        },
        {
          title: 'Transactions',
          description: 'From taking the records to the commit, 99 %, and how many fail.',
          unit: 's',
          queries: [[quantile(0.99, 'notes_projector_transaction_seconds', 'instance'), '{{instance}}']],
        },
        {
          title: 'Records in a transaction',
          description: 'On average. They grow with the load, and transactions with them stay few.',
          unit: 'short',
          queries: [
            [
              'sum(rate(notes_projector_transaction_records_sum{%}[$__rate_interval])) / sum(rate(notes_projector_transaction_records_count{%}[$__rate_interval]))',
              'records',
            ],
          ],
        },
        {
          title: 'Partitions held, and assignments',
          description: 'Each assignment is a rebalance of the group: nothing is read meanwhile.',
          unit: 'short',
          queries: [
            ['sum by (instance) (notes_partitions_held{%})', 'held by {{instance}}'],
            ['sum(increase(notes_group_assignments_total{%}[15m]))', 'assignments in 15 min'],
          ],
        },
        {
          title: 'Records without effect',
          description: 'superseded: lost races, everyday. The others are mistakes of another writer.',
          unit: 'ops',
          queries: [[perSecond('notes_projector_void_records_total', 'reason'), '{{reason}}']],
        },
        {
          title: 'Frozen',
          description: 'Notes and tasks with an event of a type that this version does not know.',
          unit: 'short',
          bad: 1,
          queries: [['max(notes_projector_frozen_notes{%})', 'frozen']],
        },
      ],
    },
    {
      title: 'Builds, and reads',
      panels: [
        {
          title: 'Build of a version: what is before it',
          description: 'Places of the log that are not folded yet. Empty: nothing is being built.',
          unit: 'short',
          queries: [['max by (version) (notes_projector_build_remaining_records{%})', 'version {{version}}']],
        },
        {
          title: 'Build of a version: events',
          description: 'Events of the journal that are folded into it.',
          unit: 'ops',
          queries: [[perSecond('notes_projector_build_events_total', 'version'), 'version {{version}}']],
        },
        {
          title: 'Reads that wait for their token',
          description: 'How long those waited that had to, 99 %.',
          unit: 's',
          bad: 1,
          queries: [[quantile(0.99, 'notes_read_wait_seconds'), '99 %']],
        },
        {
          title: 'Reads: latency by route, 99 %',
          description: 'In the query service, waits for a token included.',
          unit: 's',
          bad: 0.1,
          width: 16,
          queries: [
            [quantile(0.99, 'http_request_duration_seconds', 'route', 'component="query",route=~"/v1.*"'), '{{route}}'],
          ],
        },
        {
          title: 'Hears of progress',
          description:
            '1: Postgres notifies the query service of every commit. 0: it polls, as on a standby or behind a pooler.',
          unit: 'none',
          badBelow: 1,
          queries: [['min by (instance) (notes_progress_heard{%})', '{{instance}}']],
        },
      ],
    },
  ],
};
