import { task } from '@notes/features/tasks/domain';
import {
  type AnyEvent,
  type Chain,
  type Draft,
  follow,
  partitionOf,
  stampEvent,
  writeEvent,
  writeLogOpened,
} from '@notes/kernel';
import { claim, claimId } from '@notes/kernel/claims';
import type { LogRecord } from '@notes/log';

export const partitions = 3;
/** Both, and the claim of the value, are in partitions of their own. */
export const [one, other] = ['00000000-0000-4000-8000-00000000000c', '00000000-0000-4000-8000-00000000000b'];
export const roof = claimId({ aggregate: 'task', field: 'unique_title' }, 'roof');

/** A log as writers make it; `at` is the end of a chain. */
export function newLog() {
  const log: LogRecord[] = [];
  const chains = new Map<string, Chain>();
  const ends = [0, 0, 0];
  const append = (partition: number, key: string | null, value: string): void => {
    const offset = ends[partition] ?? 0;
    ends[partition] = offset + 1;
    log.push({
      partition,
      offset,
      key: key === null ? null : Buffer.from(key),
      value: Buffer.from(value),
      timestamp: log.length,
    });
  };
  for (const partition of ends.keys())
    append(
      partition,
      null,
      writeLogOpened({ id: idOf(900 + partition), time: new Date(0).toISOString(), epoch: 'abcdefgh', partitions }),
    );
  const at = (subject: string): string | null => chains.get(subject)?.head.eventId ?? null;
  const write = (subject: string, draft: Draft, commandId = idOf(500 + log.length)): AnyEvent => {
    const chain = chains.get(subject);
    const event = stampEvent(chain, draft, {
      ...{ eventId: idOf(log.length), subject, commandId, fingerprint: 'f', actor: 'ada' },
      ...{ traceparent: undefined, now: 1_000_000 + log.length },
    });
    const aggregate = subject === roof ? claim : task;
    const { chain: after } = follow(aggregate as typeof task, chain as never, event);
    if (after !== undefined) chains.set(subject, after);
    append(partitionOf(subject, partitions), subject, writeEvent(event));
    return event;
  };
  const created = (unique_title: string | null): Draft => ({
    type: 'tasks.TaskCreated.v1',
    data: { ...fields, unique_title },
  });
  const claims = (holder: string): Draft => ({
    type: 'claims.Claimed.v1',
    data: { aggregate: 'task', field: 'unique_title', holder, at: at(holder) },
  });
  return { log, write, at, created, claims, append };
}

const fields = {
  title: 'Paint',
  subtitle: '',
  type: 'todo',
  severity: null,
  story_points: null,
  assignee: null,
  due: null,
  done_at: null,
};
export const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const without: Draft = { type: 'tasks.TaskRevised.v1', data: { changes: { unique_title: null } } };
export const release: Draft = { type: 'claims.Released.v1', data: {} };

/** A value that goes from one to the other, as it should. */
export function handedOver() {
  const made = newLog();
  const { write, created, claims, at } = made;
  write(roof, claims(one));
  write(one, created('roof'));
  write(one, without);
  write(roof, release);
  write(roof, { type: 'claims.Reclaimed.v1', data: { holder: other, at: at(other) } });
  write(other, created('roof'));
  return made;
}
