import { type AlertCase, calm, came, check, gone, phases } from './alert-case.ts';

/** Of rules/servers.yml. */
export const serverCases: readonly AlertCase[] = [
  {
    alert: 'NotesPostgresAway',
    series: { [check('postgres', 'query')]: gone, [check('postgres', 'projector')]: gone },
    at: phases({}),
  },
  {
    // One instance alone does not reach it.
    alert: 'NotesPostgresAway',
    series: { [check('postgres', 'query')]: calm, [check('postgres', 'projector')]: gone },
    at: phases(),
  },
  {
    alert: 'NotesKafkaAway',
    series: { [check('kafka', 'query')]: gone, [check('kafka', 'projector')]: gone },
    at: phases({}),
  },
  {
    alert: 'NotesRedisAway',
    series: { [check('redis', 'gateway')]: gone, [check('redis', 'projector')]: gone },
    at: phases({}),
  },
  {
    alert: 'NotesLogFault',
    series: {
      [check('log', 'projector')]: gone,
      [check('log', 'command')]: calm,
      [check('postgres', 'query')]: calm,
      [check('kafka', 'query')]: calm,
    },
    at: phases({}),
  },
  {
    // Nothing can be compared while a server is away.
    alert: 'NotesLogFault',
    series: {
      [check('log', 'projector')]: gone,
      [check('postgres', 'query')]: calm,
      [check('kafka', 'query')]: gone,
    },
    at: phases(),
  },
  {
    alert: 'NotesAppendsRefused',
    series: { 'notes_append_refused_partitions{component="command",part="topic"}': '_x7 12x23 _x60' },
    at: { '90s': [], '7m': [{ part: 'topic' }], '15m': [] },
  },
  {
    alert: 'NotesTopicMisconfigured',
    series: {
      'notes_topic_problems{component="command",name="retention.ms",harmful="true"}': came,
      'notes_topic_problems{component="command",name="compression.type",harmful="false"}': '1x60',
    },
    at: phases({ name: 'retention.ms' }),
  },
  {
    alert: 'NotesKafkaThrottles',
    series: { 'notes_kafka_throttled_seconds_total{component="command"}': '0x7 0+5x40 200x100' },
    at: { '90s': [], '11m': [{ component: 'command' }], '20m': [] },
  },
  {
    alert: 'NotesPostgresConnectionsShort',
    series: {
      'notes_postgres_waiting{component="query",instance="a"}': '0x7 4x23 0x20',
      // Now and then is no matter.
      'notes_postgres_waiting{component="query",instance="b"}': '4x3 0 4x3 0 4x3 0 4x3 0 4x3 0 4x3 0 4x3 0 4x20',
    },
    at: { '90s': [], '7m': [{ instance: 'a' }], '10m': [] },
  },
];
