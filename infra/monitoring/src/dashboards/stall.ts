import { type Dashboard, type Panel, perSecond } from './dashboard.ts';

/** Younger than this, a stage moves. */
const moves = 30;
const age = (stage: string): string => `min by (namespace) (notes_progress_age_seconds{%,stage="${stage}"})`;
const culprit = (name: string, stops: string, goesOn: string): string =>
  `label_replace(${stops} > ${moves} and on (namespace) ${goesOn}, "culprit", "${name}", "", "")`;

/** In the order of a write; delivery only where the read model moves for certain, since both stop together. The read model is looked at from outside, so that it has an age also where no projector runs. */
const culprits = [
  culprit(
    'append',
    age('append'),
    `sum by (namespace) (rate(notes_commands_total{%,outcome=~"log-away|unknown"}[1m])) > 0`,
  ),
  culprit('read back', age('tail'), `${age('append')} < ${moves}`),
  culprit(
    'projection',
    age('read-model'),
    `(${age('append')} < ${moves} or max by (namespace) (notes_read_model_lag_seconds{%}) > ${moves})`,
  ),
  culprit(
    'delivery',
    age('delivery'),
    `(${age('read-model')} < ${moves / 2} and on (namespace) ${age('append')} < ${moves})`,
  ),
];

const moving = (title: string, metric: string, whose: string, next: string): Panel => ({
  title,
  description: `How fast ${whose} moves in each partition. Flat here and not on the left: ${next}`,
  unit: 'ops',
  width: 6,
  queries: [[`max by (partition) (rate(${metric}{%}[$__rate_interval]))`, '{{partition}}']],
});

export const stall: Dashboard = {
  uid: 'notes-stall',
  title: 'Notes: why is it stalled',
  description:
    'Left to right along the way of a write: the first thing that stands while the one before it moves is the culprit.',
  rows: [
    {
      title: 'The culprit',
      panels: [
        {
          title: 'First stage that has stopped',
          description:
            'A stage that has done nothing for 30 s although the one before it moves, or something waits. Empty: none.',
          unit: 'none',
          kind: 'stat',
          width: 8,
          queries: [[culprits.join('\nor '), '{{culprit}}']],
        },
        {
          title: 'Alerts',
          description: 'What fires. Each has a page in docs/operations/runbooks.',
          unit: 'none',
          kind: 'table',
          width: 8,
          queries: [
            ['sum by (alertname, component, severity) (ALERTS{%n,alertstate="firing"})', '{{alertname}} {{component}}'],
          ],
        },
        {
          title: 'Not ok',
          description: 'Checks that are not ok, and for how long. The reason is in `/readyz` of the instance.',
          unit: 's',
          kind: 'table',
          width: 8,
          queries: [
            [
              '(notes_check_ok{%} == 0) * 0 + on (instance, component, check) notes_check_age_seconds{%}',
              '{{component}} {{check}}',
            ],
          ],
        },
      ],
    },
    {
      title: 'Checks',
      panels: [
        {
          title: 'Checks by service',
          description: '1: ok on every instance. 0: at least one says no.',
          unit: 'none',
          kind: 'statetimeline',
          width: 24,
          badBelow: 1,
          queries: [['min by (component, check) (notes_check_ok{%})', '{{component}} {{check}}']],
        },
      ],
    },
    {
      title: 'Positions, left to right along a write',
      panels: [
        moving(
          'End of the log',
          'notes_log_end_offset',
          'the end of the log',
          'nobody writes, or the brokers take nothing.',
        ),
        moving(
          'Command: read back',
          'notes_tail_offset',
          'the tail of the command service',
          'it does not read what is appended.',
        ),
        moving('Read model', 'notes_read_model_offset', 'the checkpoint in Postgres', 'no projector applies it.'),
        moving(
          'Delivered',
          'notes_feed_offset',
          'what gateways have delivered',
          'they do not hear of it, or Redis and journal are away.',
        ),
      ],
    },
    {
      title: 'Ages',
      panels: [
        {
          title: 'Oldest record that is not applied',
          description: 'By partition, at least. It grows by a second a second where nothing moves.',
          unit: 's',
          width: 6,
          bad: 30,
          queries: [['max by (partition) (notes_read_model_lag_seconds{%})', '{{partition}}']],
        },
        {
          title: 'Last progress by stage',
          description:
            'How long ago a stage got somewhere, on the instance that did last. All grow together where nobody writes.',
          unit: 's',
          width: 6,
          queries: [['min by (stage) (notes_progress_age_seconds{%})', '{{stage}}']],
        },
        {
          title: 'Last turn of each loop',
          description:
            'These come round every second whether there is anything to do or not. relay: a message of the projector; lag: Kafka and Postgres have answered.',
          unit: 's',
          width: 6,
          bad: 60,
          queries: [['max by (component, loop) (notes_loop_age_seconds{%})', '{{component}} {{loop}}']],
        },
        {
          title: 'Last assignment of partitions',
          description:
            'How long ago the group gave partitions to a projector. Always young: the group does not come to rest.',
          unit: 's',
          width: 6,
          queries: [['min by (instance) (notes_progress_age_seconds{%,stage="group"})', '{{instance}}']],
        },
      ],
    },
    {
      title: 'Suspects',
      panels: [
        {
          title: 'Partitions held',
          description: 'Together they must be all. None, and projectors run: see Kafka and the group.',
          unit: 'short',
          width: 6,
          queries: [
            ['sum by (instance) (notes_partitions_held{%})', '{{instance}}'],
            ['count(group by (partition) (notes_read_model_offset{%}))', 'all there are'],
          ],
        },
        {
          title: 'Transactions of the projector',
          description: 'Failed ones are repeated for ever; the log of the projector has the reason once.',
          unit: 'ops',
          width: 6,
          queries: [
            [perSecond('notes_projector_transaction_seconds_count'), 'committed'],
            [perSecond('notes_projector_transaction_failures_total'), 'failed'],
          ],
        },
        {
          title: 'Waiting for Postgres',
          description: 'Queries that wait for a connection of the pool.',
          unit: 'short',
          width: 6,
          bad: 1,
          queries: [['sum by (component) (notes_postgres_waiting{%})', '{{component}}']],
        },
        {
          title: 'Feed by Redis',
          description: '1: every partition is heard of over Redis. 0: the journal is polled.',
          unit: 'none',
          width: 6,
          badBelow: 1,
          queries: [['min by (instance) (notes_feed_redis_heard{%})', '{{instance}}']],
        },
        {
          title: 'Refused and unknown writes',
          description:
            'Writes that did not come to an end: the log away, the outcome unknown, too much to do, the read model too far behind.',
          unit: 'ops',
          width: 6,
          queries: [
            [
              perSecond(
                'notes_commands_total',
                'outcome',
                'outcome=~"log-away|unknown|overloaded|read-model-behind|failed"',
              ),
              '{{outcome}}',
            ],
          ],
        },
        {
          title: 'Frozen, and records without effect',
          description:
            'Frozen notes can be read, not written. Records without effect other than superseded ones are mistakes of another writer.',
          unit: 'short',
          width: 6,
          queries: [
            ['max(notes_projector_frozen_notes{%})', 'frozen'],
            [
              'sum by (reason) (increase(notes_projector_void_records_total{%,reason!="superseded"}[15m]))',
              '{{reason}}, 15 min',
            ],
          ],
        },
        {
          title: 'Event loop in use',
          description: 'Near 1, the process has no time left, whatever it waits for.',
          unit: 'percentunit',
          width: 6,
          bad: 0.9,
          queries: [
            [
              'max by (component, instance) (rate(notes_event_loop_active_seconds_total{%}[$__rate_interval]))',
              '{{component}} {{instance}}',
            ],
          ],
        },
        {
          title: 'Warnings and errors in the log',
          description: 'Lines a second. The lines themselves: `kubectl logs` or the log of the process, at level warn.',
          unit: 'cps',
          width: 6,
          queries: [[perSecond('notes_log_lines_total', 'component, level'), '{{component}} {{level}}']],
        },
      ],
    },
  ],
};
