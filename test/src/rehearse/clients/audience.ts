import { createNotesClient, type NotesClient, subjectOf } from '@notes/client';
import { type ConsumedNoteEvent, consumeNotes, type NotesConsumer } from '@notes/client/kafka';
import type { Attempt } from '../../history/attempt.ts';
import type { Log } from '../../history/note-log.ts';
import { EventStreamFollower } from './event-stream.ts';
import { Hearing } from './hearing.ts';

const ofEachKind = 10;
const catchUpMs = 60_000;

type Source = { readonly url: string; readonly brokers: readonly string[]; readonly topic: string };

/** Followers of all notes of each kind: websockets, event streams, and a consumer of the topic. */
export class Audience {
  readonly #hearings: readonly Hearing[];
  readonly #clients: readonly NotesClient[];
  readonly #streams: readonly EventStreamFollower[];
  readonly #consumer: NotesConsumer;
  /** When the first client was pushed a version of a note, by its id and the version. */
  readonly #pushedAtMs = new Map<string, number>();

  private constructor(
    hearings: readonly Hearing[],
    streams: readonly EventStreamFollower[],
    clients: readonly NotesClient[],
    consumer: NotesConsumer,
  ) {
    this.#hearings = hearings;
    this.#streams = streams;
    this.#clients = clients;
    this.#consumer = consumer;
  }

  /** Resolves when all have begun: from then on they must miss nothing. */
  static async open({ url, brokers, topic }: Source): Promise<Audience> {
    const hearings: Hearing[] = [];
    const hearing = (who: string): Hearing => {
      const one = new Hearing(who);
      hearings.push(one);
      return one;
    };
    const streams = Array.from(
      { length: ofEachKind },
      (_, i) => new EventStreamFollower(url, hearing(`event stream ${i}`)),
    );
    await Promise.all(streams.map(({ ready }) => ready));
    const consumed = hearing('consumer');
    const onEvents = (events: readonly ConsumedNoteEvent[]): void => {
      for (const { noteId, version } of events) consumed.hear(noteId, version);
    };
    const consumer = await consumeNotes({ brokers, topic, groupId: `${topic}-rehearsal`, onEvents });
    const clients = Array.from({ length: ofEachKind }, () => createNotesClient({ url }));
    const audience = new Audience(hearings, streams, clients, consumer);
    await Promise.all(
      clients.map((client, i) => {
        const heard = hearing(`websocket ${i}`);
        const { ready } = client.feed.subscribe('notes', {
          onEvent({ data }) {
            heard.hear(subjectOf(data), data.version);
            const key = `${subjectOf(data)} ${data.version}`;
            if (!audience.#pushedAtMs.has(key)) audience.#pushedAtMs.set(key, performance.now());
          },
          onEnd(error) {
            if (error !== undefined) heard.wrong.push(`websocket ${i} has ended: ${error}`);
          },
        });
        return ready;
      }),
    );
    return audience;
  }

  /** In ms, for each of these writes that made an event: from its answer until the first client was pushed the event. */
  deliveredMs(attempts: readonly Attempt[]): number[] {
    return attempts.flatMap(({ command: { intent }, answer, end }) => {
      const id = intent.kind === 'create' ? (answer?.body as { id?: string } | undefined)?.id : intent.noteId;
      const pushedAt = this.#pushedAtMs.get(`${id} ${answer?.version}`);
      return pushedAt === undefined || answer?.replayed ? [] : [Math.max(0, pushedAt - end)];
    });
  }

  /** How many follow. */
  get size(): number {
    return this.#hearings.length;
  }

  get troubles(): readonly string[] {
    return this.#streams.flatMap(({ troubles }) => troubles);
  }

  /** What they should not have heard, and what they have not heard although they were waited for. */
  async wrong(log: Log): Promise<string[]> {
    const end = performance.now() + catchUpMs;
    while (performance.now() < end && this.#hearings.some((hearing) => hearing.missing(log).length > 0))
      await new Promise((go) => setTimeout(go, 100));
    return this.#hearings.flatMap((hearing) => [...hearing.wrong, ...hearing.missing(log)]);
  }

  async close(): Promise<void> {
    for (const stream of this.#streams) stream.close();
    for (const client of this.#clients) client.close();
    await this.#consumer.stop();
  }
}
