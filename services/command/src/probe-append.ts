import { randomUUID } from 'node:crypto';
import { writeLogOpened } from '@notes/kernel';
import type { Appender } from '@notes/log';
import type { LogIdentity } from '@notes/service';

/**
 * Appends to a partition what it begins with, once more: every reader passes over it. Rejects with a LogError if that is refused;
 * does nothing while no log is followed.
 */
export async function probeAppend(
  appender: Pick<Appender, 'append'>,
  partition: number,
  log: LogIdentity | undefined,
): Promise<void> {
  if (log === undefined) return;
  const value = writeLogOpened({ id: randomUUID(), time: new Date().toISOString(), ...log });
  await appender.append(partition, [{ key: null, value: Buffer.from(value) }]);
}
