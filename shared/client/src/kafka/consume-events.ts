import { features } from '@notes/features';
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

type Features = typeof features;

/**
 * An event that counts, of these resources, with the id of what it happened to: `noteId` of a note, `taskId` of a task. `position` covers it,
 * and all before it in its partition.
 */
export type ConsumedEvent<All extends keyof Features = keyof Features> = {
  [Name in All]: AnyEvent<Features[Name]['aggregate']['events']> & {
    readonly [Id in `${Features[Name]['one']}Id`]: string;
  } & { readonly position: string };
}[All];
export type ConsumedNoteEvent = ConsumedEvent<'notes'>;
export type ConsumedTaskEvent = ConsumedEvent<'tasks'>;

/** `only`: of these resources, for instance `['tasks']`. Default: of all. */
export type ConsumeEventsOptions<All extends keyof Features> = ConsumeOptions<ConsumedEvent<All>> & {
  readonly only?: readonly All[];
};

// Whether a record counts depends on the heads of all subjects, whoever's events are wanted.
const records = recordReader<EventTable>(...Object.values(features).map(({ aggregate }) => aggregate), claim);

function selectOf<All extends keyof Features>(only: readonly All[]): Select<ConsumedEvent<All>> {
  const ids = new Map(only.map((name) => [features[name].aggregate.family, `${features[name].one}Id`]));
  return (event, position) => {
    const id = ids.get(familyOf(event.type));
    // It is one of the resource whose family it has.
    return id === undefined ? undefined : ({ [id]: event.subject, position, ...event } as ConsumedEvent<All>);
  };
}

const defaultTopic = 'notes.events.v1';
const silent: LogLogger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/**
 * Follows the log as a member of a consumer group: hands over each event that counts, of all resources or of `only` some, exactly once for
 * the position that the store holds. Resolves when it has joined the group; rejects with a LogError if that is not to be.
 */
export const consumeEvents = <All extends keyof Features = keyof Features>({
  only = Object.keys(features) as All[],
  ...options
}: ConsumeEventsOptions<All>): Promise<NotesConsumer> => consume(selectOf(only), options);

/** As `consumeEvents` with `only: ['notes']`. */
export const consumeNotes = (options: ConsumeOptions<ConsumedNoteEvent>): Promise<NotesConsumer> =>
  consumeEvents({ ...options, only: ['notes'] });

/** As `consumeEvents` with `only: ['tasks']`. */
export const consumeTasks = (options: ConsumeOptions<ConsumedTaskEvent>): Promise<NotesConsumer> =>
  consumeEvents({ ...options, only: ['tasks'] });

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
