import { randomUUID } from 'node:crypto';
import {
  type FreshReadModel,
  freshReadModel,
  logOpened,
  type RawRecord,
  testEpoch,
} from '@notes/features/notes/testing';
import { partitionOf } from '@notes/kernel';
import { createLogAdmin, type LogAdmin } from '@notes/log';
import { createLogger, type Service } from '@notes/service';
import { inject } from 'vitest';
import { projectorService } from '../app.ts';

const partitions = 3;

/** A log and a database of their own, set up for each other, and projectors between them. */
export type World = {
  readonly topic: string;
  readonly prefix: string;
  readonly model: FreshReadModel;
  readonly admin: LogAdmin;
  /** Appends records to a partition; those with a key of ours belong to the partition of the key. */
  append(partition: number, records: readonly Omit<RawRecord, 'offset'>[]): Promise<void>;
  /** Starts a projector; `env` overrides settings. */
  start(env?: NodeJS.ProcessEnv): Promise<Projector>;
  end(): Promise<void>;
};

type Projector = { readonly app: Service; stop(): Promise<void> };

/** The partition of a note, in this world. */
export const placeOf = (noteId: string): number => partitionOf(noteId, partitions);

export async function createWorld({ opened = testEpoch } = {}): Promise<World> {
  const topic = `projector-${randomUUID()}`;
  const prefix = `${topic}.`;
  const brokers = inject('kafkaBrokers');
  const logger = createLogger('projector-test', 'silent');
  const admin = createLogAdmin({ brokers: brokers.split(','), topic, clientId: 'projector-test' }, { logger });
  await admin.connect();
  await admin.createTopic({ partitions });
  const model = await freshReadModel(partitions);
  const running: Projector[] = [];
  const append: World['append'] = async (partition, records) => {
    for (const { key, value } of records) {
      const text = key === null ? null : Buffer.from(key).toString();
      await admin.append(partition, [{ key: text, value: value === null ? Buffer.alloc(0) : Buffer.from(value) }]);
    }
  };
  for (let partition = 0; partition < partitions; partition++)
    await append(partition, [logOpened(0, opened, partitions)]);
  return {
    topic,
    prefix,
    model,
    admin,
    append,
    async start(env = {}) {
      const app = await projectorService({
        KAFKA_BROKERS: brokers,
        NOTES_TOPIC: topic,
        DATABASE_URL: model.url,
        REDIS_URL: inject('redisUrl'),
        REDIS_PREFIX: prefix,
        PORT: '0',
        LOG_LEVEL: 'silent',
        ...env,
      });
      for (const resource of app.resources) await resource.start();
      const projector: Projector = {
        app,
        async stop() {
          running.splice(running.indexOf(projector), 1);
          for (const resource of [...app.resources].reverse()) await resource.stop();
        },
      };
      running.push(projector);
      return projector;
    },
    async end() {
      for (const projector of [...running]) await projector.stop();
      await admin.stop();
      await model.drop();
    },
  };
}
