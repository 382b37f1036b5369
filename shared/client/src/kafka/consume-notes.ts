import type { NoteEvent } from '@notes/feature-notes/domain';
import { createGroupConsumer, createLogAdmin, type LogConfig, type LogError, type LogLogger } from '@notes/log';
import { Follower } from './follower.ts';
import type { Checkpoint, NotesStore } from './notes-store.ts';
import { readPlace } from './read-place.ts';
import type { VoidRecord } from './take-batch.ts';

/** An event that counts. `position` covers it, and all before it in its partition. */
export type ConsumedEvent = NoteEvent & { readonly noteId: string; readonly position: string };

export type ConsumeOptions = {
  /** `host:port`; one that answers is enough. */
  readonly brokers: readonly string[];
  /** Default `notes.events.v1`. */
  readonly topic?: string;
  /** Instances with the same one share the partitions, and must share the store. */
  readonly groupId: string;
  readonly ssl?: boolean;
  readonly sasl?: NonNullable<LogConfig['sasl']>;
  /** Default: none, everything from the beginning at each start. */
  readonly store?: NotesStore;
  /**
   * Is given events that count, in the order of each note. They and the checkpoint are to be saved together, in one transaction: then each
   * event has its effect once, whatever crashes. A rejection makes the same events come again. Different partitions run side by side.
   */
  readonly onEvents: (events: readonly ConsumedEvent[], checkpoint: Checkpoint) => void | Promise<void>;
  /** Told of what does not count. After a restart some may be told again. */
  readonly onVoid?: (record: VoidRecord) => void;
  readonly logger?: LogLogger;
};

export type NotesConsumer = {
  /** Rejects with a LogError when the consumer has ended by itself: the log is another one, truncated, or may not be read. */
  readonly ended: Promise<void>;
  /** Resolves when no events are handed over any more. */
  stop(): Promise<void>;
};

const defaultTopic = 'notes.events.v1';
const silent: LogLogger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/**
 * Follows the log of notes as a member of a consumer group: hands over each event that counts, exactly once for the position that the store
 * holds. Resolves when it has joined the group; rejects with a LogError if that is not to be.
 */
export async function consumeNotes(options: ConsumeOptions): Promise<NotesConsumer> {
  const { brokers, topic = defaultTopic, groupId, ssl, sasl, logger = silent } = options;
  const config = {
    ...{ brokers, topic, clientId: groupId },
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
  };
  const admin = createLogAdmin(config, { logger });
  const group = createGroupConsumer(config, { logger, groupId });
  const follower = new Follower(options);
  let finish: (error?: LogError) => void = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    finish = (error) => (error === undefined ? resolve() : reject(error));
  });
  ended.catch(() => {});
  const stop = async (): Promise<void> => {
    await Promise.all([group.stop(), admin.stop()]);
    await follower.idle();
    finish();
  };
  try {
    await group.run({
      positions: async (partitions) => follower.begin(partitions, await readPlace(admin)),
      onBatch: (batch, isStale) => follower.apply(batch, isStale),
      onCrash: (error) => finish(error),
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { ended, stop };
}
