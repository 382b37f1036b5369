import { expect, test } from 'vitest';
import { findFaults, settingsFor } from './topic-settings.ts';

const config = { brokers: ['a:9092', 'b:9092'], topic: 'notes' };
const room = { name: 'max.message.bytes', value: '1048588' };

test.each([1, 3])('the settings for a new topic with %i replicas have no faults', (replication) => {
  expect(findFaults(config, [...settingsFor(replication), room], replication)).toEqual([]);
});

test('a fault names the command that mends it', () => {
  const entries = [...settingsFor(1), room].map((entry) =>
    entry.name === 'retention.ms' ? { ...entry, value: '604800000' } : entry,
  );
  expect(findFaults(config, entries, 1)).toEqual([
    {
      name: 'retention.ms',
      value: '604800000',
      wanted: '-1',
      harmful: true,
      command:
        'kafka-configs.sh --bootstrap-server a:9092,b:9092 --alter --entity-type topics --entity-name notes --add-config retention.ms=-1',
    },
  ]);
});

test('three replicas with one in sync, and messages too small for a request, are faults', () => {
  const entries = [
    ...settingsFor(1),
    { name: 'max.message.bytes', value: '1000' },
    { name: 'min.insync.replicas', value: '1' },
  ];
  expect(findFaults(config, entries, 3).map(({ name }) => name)).toEqual(['max.message.bytes', 'min.insync.replicas']);
});

test('stamps of the producers, and what only some consumers can unpack, are faults that do no harm', () => {
  const entries = [...settingsFor(1), room].map((entry) =>
    entry.name === 'compression.type' ? { ...entry, value: 'producer' } : entry,
  );
  const faults = findFaults(
    config,
    entries.filter(({ name }) => name !== 'message.timestamp.type'),
    1,
  );
  expect(faults.map(({ name, value, harmful }) => [name, value, harmful])).toEqual([
    ['compression.type', 'producer', false],
    ['message.timestamp.type', 'unset', false],
  ]);
});
