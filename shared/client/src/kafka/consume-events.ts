import { type NoteEvent, note } from '@notes/feature-notes/domain';
import { type AnyTaskEvent, task } from '@notes/feature-tasks/domain';
import { type AnyEvent, type EventTable, familyOf, recordReader } from '@notes/kernel';
import { claim } from '@notes/kernel/claims';
import { createGroupConsumer, createLogAdmin, type LogError, type LogLogger } from '@notes/log';
import { type ConsumeOptions, Follower, readPlace, type Select } from './follower.ts';

export type NotesConsumer = {
  /** Rejects with a LogError when the consumer has ended by itself: the log is another one, truncated, or may not be read. */
  readonly ended: Promise<void>;
  /** Resolves when no events are handed over any more. */
  stop(): Promise<void>;
};

/** An event of a note that counts. `position` covers it, and all before it in its partition. */
export type ConsumedNoteEvent = NoteEvent & { readonly noteId: string; readonly position: string };
/** An event of a task that counts, as that of a note. */
export type ConsumedTaskEvent = AnyTaskEvent & { readonly taskId: string; readonly position: string };
export type ConsumedEvent = ConsumedNoteEvent | ConsumedTaskEvent;

// Whether a record counts depends on the heads of all subjects, whoever's events are wanted.
const records = recordReader<EventTable>(note, task, claim);

const selectNote: Select<ConsumedNoteEvent> = (event, position) =>
  familyOf(event.type) === note.family ? { noteId: event.subject, position, ...(event as NoteEvent) } : undefined;

const selectTask: Select<ConsumedTaskEvent> = (event, position) =>
  familyOf(event.type) === task.family ? { taskId: event.subject, position, ...(event as AnyTaskEvent) } : undefined;

const selectAny: Select<ConsumedEvent> = (event: AnyEvent, position) =>
  selectNote(event, position) ?? selectTask(event, position);

const defaultTopic = 'notes.events.v1';
const silent: LogLogger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/**
 * Follows the log as a member of a consumer group: hands over each event that counts, of notes and of tasks, exactly once for the position
 * that the store holds. Resolves when it has joined the group; rejects with a LogError if that is not to be.
 */
export const consumeEvents = (options: ConsumeOptions<ConsumedEvent>): Promise<NotesConsumer> =>
  consume(selectAny, options);

/** As `consumeEvents`, but hands over those of notes alone. */
export const consumeNotes = (options: ConsumeOptions<ConsumedNoteEvent>): Promise<NotesConsumer> =>
  consume(selectNote, options);

/** As `consumeEvents`, but hands over those of tasks alone. */
export const consumeTasks = (options: ConsumeOptions<ConsumedTaskEvent>): Promise<NotesConsumer> =>
  consume(selectTask, options);

async function consume<Event>(select: Select<Event>, options: ConsumeOptions<Event>): Promise<NotesConsumer> {
  const { brokers, topic = defaultTopic, groupId, ssl, sasl, logger = silent } = options;
  const config = {
    ...{ brokers, topic, clientId: groupId },
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
  };
  const admin = createLogAdmin(config, { logger });
  const group = createGroupConsumer(config, { logger, groupId });
  const follower = new Follower(records, select, options);
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
