import { randomUUID } from 'node:crypto';
import { partitionOf, writeEvent } from '@notes/kernel';
import { createLogAdmin, type LogAdmin } from '@notes/log';
import { createLogger } from '@notes/service';

const partitions = 12;

/** Writes events into the log as newer software, or other people's, may. */
export class OtherWriter {
  readonly #log: LogAdmin;

  private constructor(log: LogAdmin) {
    this.#log = log;
  }

  static async open(env: Readonly<Record<string, string>>): Promise<OtherWriter> {
    const config = {
      brokers: (env['KAFKA_BROKERS'] ?? '').split(','),
      topic: env['NOTES_TOPIC'] ?? '',
      clientId: 'other-writer',
    };
    const log = createLogAdmin(config, { logger: createLogger('other-writer', 'silent') });
    await log.connect();
    return new OtherWriter(log);
  }

  /** Appends an event, by default a creation, with this text as its data. Resolves with the event's id. */
  async append(noteId: string, dataText: string, more: object = {}): Promise<string> {
    const id = randomUUID();
    const value = writeEvent({
      ...{
        id,
        subject: noteId,
        version: 1,
        previous: undefined,
        commandId: randomUUID(),
        fingerprint: 'f',
        actor: 'ada',
      },
      ...{ time: '2026-01-01T00:00:00.000Z', traceparent: undefined, type: 'notes.NoteCreated.v1' },
      ...{ data: {}, dataText, unknown: true },
      ...more,
    });
    await this.#log.append(partitionOf(noteId, partitions), [{ key: noteId, value: Buffer.from(value) }]);
    return id;
  }

  close(): Promise<void> {
    return this.#log.stop();
  }
}
