import { type AnyEvent, type EventTable, type Reading, recordReader } from '@notes/kernel';
import { claim } from '@notes/kernel/claims';
import type { LogRecord } from '@notes/log';
import { resources } from '../resources/resource.ts';

/** All that has events on the log. */
export const aggregates = [...resources.map(({ aggregate }) => aggregate), claim];

/** Reads the records of all of them. */
export const records = recordReader<EventTable>(...aggregates);

/** A record where it stands, for people and for programs: the event, or why it is none. */
export type ShownRecord = {
  readonly position: string;
  readonly time: string;
  readonly type: string;
  readonly subject?: string;
  readonly version?: number;
  readonly actor?: string;
  readonly id?: string;
  readonly previous?: string | null;
  readonly data?: unknown;
  readonly detail?: string;
};

/** `time` is when it happened by the event itself, else when the broker took it. */
export function showRecord({ partition, offset, timestamp }: LogRecord, reading: Reading<EventTable>): ShownRecord {
  const position = `${partition}-${offset}`;
  const taken = new Date(timestamp).toISOString();
  if (reading.kind === 'malformed') return { position, time: taken, type: 'malformed', detail: reading.reason };
  if (reading.kind === 'log-opened') {
    const { epoch, partitions, id } = reading;
    return { position, time: taken, type: 'LogOpened', id, data: { epoch, partitions } };
  }
  return { position, ...showEvent(reading.event) };
}

function showEvent({ type, time, subject, version, actor, id, previous, data }: AnyEvent) {
  return { time, type, subject, version, actor, id, previous: previous ?? null, data };
}
