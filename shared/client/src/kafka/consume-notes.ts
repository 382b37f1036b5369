import { type NoteEvent, note, noteRecords } from '@notes/feature-notes/domain';
import type { EventTable } from '@notes/kernel';
import { createGroupConsumer, createLogAdmin, type LogError, type LogLogger } from '@notes/log';
import { type Consumable, Follower, type ConsumeOptions as Options, readPlace } from './follower.ts';

export type NotesConsumer = {
  /** Rejects with a LogError when the consumer has ended by itself: the log is another one, truncated, or may not be read. */
  readonly ended: Promise<void>;
  /** Resolves when no events are handed over any more. */
  stop(): Promise<void>;
};

/** An event of a note that counts. `position` covers it, and all before it in its partition. */
export type ConsumedEvent = NoteEvent & { readonly noteId: string; readonly position: string };
export type ConsumeOptions = Options<ConsumedEvent>;

const notes: Consumable<typeof note.events, ConsumedEvent> = {
  aggregate: note,
  records: noteRecords,
  consumed: (event, position) => ({ ...event, noteId: event.subject, position }),
};

const defaultTopic = 'notes.events.v1';
const silent: LogLogger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/**
 * Follows the log of notes as a member of a consumer group: hands over each event that counts, exactly once for the position that the store
 * holds. Resolves when it has joined the group; rejects with a LogError if that is not to be.
 */
export const consumeNotes = (options: ConsumeOptions): Promise<NotesConsumer> => consume(notes, options);

async function consume<Events extends EventTable, Event>(
  consumable: Consumable<Events, Event>,
  options: Options<Event>,
): Promise<NotesConsumer> {
  const { brokers, topic = defaultTopic, groupId, ssl, sasl, logger = silent } = options;
  const config = {
    ...{ brokers, topic, clientId: groupId },
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
  };
  const admin = createLogAdmin(config, { logger });
  const group = createGroupConsumer(config, { logger, groupId });
  const follower = new Follower(consumable, options);
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
      onAssigned: async (partitions) => follower.begin(partitions, await readPlace(admin)),
      onBatch: (batch, isStale) => follower.apply(batch, isStale),
      onCrash: (error) => finish(error),
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { ended, stop };
}
