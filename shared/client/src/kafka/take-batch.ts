import { type AnyEvent, type EventTable, type Head, judge, type Reading, type VoidReason } from '@notes/kernel';

/** A record that does not count, and why: `superseded` is a lost race and of no concern, anything else is worth a person's look. */
export type VoidRecord = {
  readonly partition: number;
  readonly offset: number;
  readonly reason: VoidReason | 'malformed';
  readonly detail: string | undefined;
};

export type Read = {
  readonly partition: number;
  readonly offset: number;
  readonly reading: Reading;
};
type Taken = { readonly offset: number; readonly event: AnyEvent };

type Batch = {
  readonly taken: readonly Taken[];
  readonly voids: readonly VoidRecord[];
  /** Of the subjects whose head moved. */
  readonly heads: ReadonlyMap<string, Head>;
};

/** Applies the rule of the log to consecutive records of a partition, given the types of all its events, and the heads of their subjects before them. */
export function takeBatch(events: EventTable, records: readonly Read[], before: ReadonlyMap<string, Head>): Batch {
  const heads = new Map<string, Head>();
  const taken: Taken[] = [];
  const voids: VoidRecord[] = [];
  for (const { partition, offset, reading } of records) {
    const judgement = judge(events, reading, (subject) => heads.get(subject) ?? before.get(subject));
    if (judgement.kind === 'accepted') {
      heads.set(judgement.event.subject, judgement.head);
      taken.push({ offset, event: judgement.event });
    } else if (judgement.kind === 'void') {
      const { reason, detail } = judgement;
      voids.push({ partition, offset, reason, detail });
    }
  }
  return { taken, voids, heads };
}
