import { Kafka, logLevel } from 'kafkajs';
import { created, serve } from './serve.mjs';

/**
 * Events on Kafka in transactions: an idempotent, transactional producer for each partition, whose next transaction takes all that
 * waits. There is no read model, so only the route that creates is there.
 */
// It reports each begin of a transaction that the broker puts off, and tries again.
const kafka = new Kafka({ brokers: process.env.KAFKA_BROKERS.split(','), logLevel: logLevel.NOTHING });
const topic = process.env.PEER_TOPIC;
const partitions = 12;

const admin = kafka.admin();
await admin.connect();
await admin.createTopics({ topics: [{ topic, numPartitions: partitions, replicationFactor: 1 }] });
await admin.disconnect();

const writers = await Promise.all(Array.from({ length: partitions }, (_, partition) => startWriter(partition)));

async function startWriter(partition) {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    transactionalId: `${topic}-${partition}`,
  });
  await producer.connect();
  let waiting = [];
  let isRunning = false;

  async function run() {
    isRunning = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        const transaction = await producer.transaction();
        await transaction.send({ topic, messages: batch.map(({ message }) => ({ ...message, partition })) });
        await transaction.commit();
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    isRunning = false;
  }

  return (message) =>
    new Promise((resolve, reject) => {
      waiting.push({ message, resolve, reject });
      if (!isRunning) void run();
    });
}

await serve({
  async create(id, body) {
    const note = created(id, body);
    await writers[Number.parseInt(id.slice(0, 4), 16) % partitions]({
      key: id,
      value: JSON.stringify({ type: 'NoteCreated', data: note }),
    });
    return note;
  },
});
