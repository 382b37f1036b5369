import fc from 'fast-check';
import { type AnyEvent, type Chain, type Effect, follow } from '../index.ts';
import { eventOf, type Sample } from './event-of.ts';

export const subjects = ['subject-a', 'subject-b', 'subject-c'];

/** What may happen next: a writer reads on, decides events of one subject in a row, or a request in flight arrives. */
type Step =
  | { readonly kind: 'read'; readonly writer: number; readonly records: number }
  | { readonly kind: 'decide'; readonly writer: number; readonly subject: string; readonly types: readonly number[] }
  | { readonly kind: 'arrive'; readonly request: number; readonly again: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('read' as const), writer: fc.nat(2), records: fc.integer({ min: 1, max: 8 }) }),
  fc.record({
    kind: fc.constant('decide' as const),
    writer: fc.nat(2),
    subject: fc.constantFrom(...subjects),
    types: fc.array(fc.nat(9), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('arrive' as const), request: fc.nat(5), again: fc.boolean() }),
);

/**
 * Logs as writers make them who keep to the protocol, but for knowing anything of each other: each decides on what it has read,
 * however old, a group of events at a time; requests arrive late, in any order, again and again, or never.
 */
export const writtenLog = (sample: Sample): fc.Arbitrary<readonly AnyEvent[]> =>
  fc.array(step, { minLength: 10, maxLength: 120 }).map((steps) => {
    const log: AnyEvent[] = [];
    const requests: AnyEvent[][] = [];
    const tails = [0, 0, 0];
    for (const [number, next] of steps.entries()) {
      if (next.kind === 'read') tails[next.writer] = Math.min(log.length, (tails[next.writer] ?? 0) + next.records);
      else if (next.kind === 'decide')
        requests.push(decideGroup(sample, log.slice(0, tails[next.writer]), next, number));
      else if (requests.length > 0) {
        const at = next.request % requests.length;
        log.push(...(requests[at] ?? []));
        if (!next.again) requests.splice(at, 1);
      }
    }
    return log;
  });

function decideGroup(
  sample: Sample,
  seen: readonly AnyEvent[],
  step: Step & { readonly kind: 'decide' },
  number: number,
): AnyEvent[] {
  let chain = seen
    .filter(({ subject }) => subject === step.subject)
    .reduce<Chain | undefined>((before, event) => follow(sample, before, event).chain, undefined);
  return step.types.map((type, index) => {
    const event = eventOf(sample, nextType(sample, chain, type), {
      id: `${number}.${index}`,
      subject: step.subject,
      version: (chain?.head.version ?? 0) + 1,
      previous: chain?.head.eventId,
    });
    chain = follow(sample, chain, event).chain;
    return event;
  });
}

/** One of the types that apply; now and then a fence, if there are any, or one that this software does not know. */
function nextType(sample: Sample, chain: Chain | undefined, type: number): string {
  if (type === 9) return painted;
  const fence = typesOf(sample, 'fences')[0];
  if (type === 8 && fence !== undefined) return fence;
  if (chain === undefined || chain.head.absent) return typesOf(sample, 'creates')[0] ?? painted;
  if (chain.head.deleted) return typesOf(sample, 'restores')[0] ?? painted;
  return typesOf(sample, type < 6 ? 'changes' : 'deletes')[0] ?? painted;
}

const painted = 'Painted';

const typesOf = ({ events }: Sample, effect?: Effect): string[] =>
  Object.entries(events).flatMap(([type, of]) =>
    effect === undefined || of.effect === effect ? [type.split('.')[1] ?? ''] : [],
  );

/** Logs full of nonsense: any type, any version, any predecessor, ids used again. */
export const anyLog = (sample: Sample): fc.Arbitrary<readonly AnyEvent[]> =>
  fc.array(
    fc
      .record({
        name: fc.constantFrom(...typesOf(sample), painted),
        id: fc.constantFrom('1', '2', '3', '4', '5'),
        subject: fc.constantFrom(...subjects),
        version: fc.integer({ min: 1, max: 5 }),
        previous: fc.constantFrom(undefined, '1', '2', '3', '4', '5'),
      })
      .map(({ name, ...members }) => eventOf(sample, name, members)),
    { maxLength: 200 },
  );
