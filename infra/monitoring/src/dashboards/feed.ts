import { type Dashboard, perSecond, quantile } from './dashboard.ts';

export const feed: Dashboard = {
  uid: 'notes-feed',
  title: 'Notes: feed',
  description: 'Websockets and event streams, what they are sent, and where from.',
  rows: [
    {
      title: 'Clients',
      panels: [
        {
          title: 'Open connections',
          description: 'Websockets and streams of server-sent events, by instance.',
          unit: 'short',
          queries: [
            ['sum by (instance) (notes_stream_sockets{%})', 'sockets {{instance}}'],
            ['sum by (instance) (notes_feed_event_streams{%})', 'streams {{instance}}'],
          ],
        },
        {
          title: 'Subscriptions',
          description: 'By kind of channel.',
          unit: 'short',
          queries: [['sum by (kind) (notes_stream_subscriptions{%})', '{{kind}}']],
        },
        {
          title: 'Calls over websockets',
          description: 'By outcome: ok, or the code of the error.',
          unit: 'ops',
          queries: [[perSecond('notes_stream_calls_total', 'outcome'), '{{outcome}}']],
        },
        {
          title: 'Closed sockets',
          description: 'By code. 4009: no answer to a ping; 4012: the instance stops; 4029: too many calls.',
          unit: 'ops',
          queries: [[perSecond('notes_stream_closes_total', 'code'), '{{code}}']],
        },
        {
          title: 'Refused for too many calls',
          description: 'Calls beyond what a socket may make.',
          unit: 'ops',
          queries: [[perSecond('notes_stream_rate_limited_total'), 'refused']],
        },
        {
          title: 'Rooms',
          description: 'Messages published, received from Redis, pushed, dropped because a socket was full.',
          unit: 'ops',
          queries: [[perSecond('notes_stream_room_messages_total', 'outcome'), '{{outcome}}']],
        },
      ],
    },
    {
      title: 'Delivery',
      panels: [
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
          title: 'Events handed to subscribers',
          description: 'live: as they came; memory and journal: to those that catch up.',
          unit: 'ops',
          queries: [[perSecond('notes_feed_delivered_events_total', 'from'), '{{from}}']],
        },
        {
          title: 'Subscribers that catch up',
          description: 'Behind now, and how often one fell behind because it did not read fast enough.',
          unit: 'short',
          queries: [
            ['sum(notes_feed_behind{%})', 'behind'],
            ['sum(increase(notes_feed_fell_behind_total{%}[5m]))', 'fell behind, 5 min'],
          ],
        },
        {
          title: 'Heard over Redis',
          description: '1: of every partition. 0: the journal is polled four times a second.',
          unit: 'none',
          badBelow: 1,
          queries: [['min by (instance) (notes_feed_redis_heard{%})', '{{instance}}']],
        },
        {
          title: 'Repairs from the journal',
          description: 'Reads because Redis missed something, and the events that came of them.',
          unit: 'ops',
          queries: [
            [perSecond('notes_feed_repairs_total'), 'reads'],
            [perSecond('notes_feed_repaired_events_total'), 'events'],
          ],
        },
        {
          title: 'Known and not delivered',
          description:
            'Positions that a gateway has heard of and not delivered. 0 also where it hears nothing: see the panel on the left.',
          unit: 'short',
          queries: [['max by (instance) (notes_feed_lag_positions{%})', '{{instance}}']],
        },
        {
          title: 'Messages that Redis did not take',
          description: 'Of the projector; gateways then read the journal.',
          unit: 'ops',
          queries: [[perSecond('notes_projector_publish_failures_total'), 'failures']],
        },
        {
          title: 'Subscriptions from a position',
          description: 'By what it took to catch them up; refused: the journal does not reach back so far.',
          unit: 'ops',
          queries: [[perSecond('notes_feed_since_total', 'from'), '{{from}}']],
        },
      ],
    },
  ],
};
