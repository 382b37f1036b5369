import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Chain, follow } from './chain.ts';
import type { AnyEvent } from './event.ts';
import { eventOf, type Sample } from './testing/event-of.ts';
import { lamp } from './testing/lamp.ts';
import { anyLog, subjects, writtenLog } from './testing/random-log.ts';
import { smallNote } from './testing/small-note.ts';

type Chains = ReadonlyMap<string, Chain | undefined>;
const nothing: Chains = new Map();

/** The fold of a log: the chains after it, and the events that were accepted, in order. */
function foldOf(
  sample: Sample,
  log: readonly AnyEvent[],
  from: Chains = nothing,
): { chains: Chains; accepted: AnyEvent[] } {
  const chains = new Map(from);
  const accepted = log.filter((event) => {
    const { verdict, chain } = follow(sample, chains.get(event.subject), event);
    chains.set(event.subject, chain);
    return verdict.accepted;
  });
  return { chains, accepted };
}

const of = (wanted: string, events: readonly AnyEvent[]): AnyEvent[] =>
  events.filter(({ subject }) => subject === wanted);

describe.each<[string, Sample]>([
  ['notes', smallNote],
  ['lamps', lamp],
])('of %s:', (_, sample) => {
  const fold = (log: readonly AnyEvent[], from?: Chains) => foldOf(sample, log, from);

  test('the logs that the laws are tried on hold accepted, void and doubled events in plenty', () => {
    const logs = fc.sample(writtenLog(sample), { numRuns: 200, seed: 1 });
    const accepted = logs.flatMap((log) => fold(log).accepted);
    const records = logs.flat();
    expect(accepted.length).toBeGreaterThan(500);
    expect(records.length - accepted.length).toBeGreaterThan(500);
    expect(accepted.filter(({ version }) => version >= 5).length).toBeGreaterThan(20);
  });

  describe.each([
    ['as writers make it', writtenLog(sample)],
    ['full of nonsense', anyLog(sample)],
  ])('of a log %s', (_, anyOf) => {
    test('each subject has one unbroken chain, with versions from 1 without a gap, in the order of the log', () => {
      fc.assert(
        fc.property(anyOf, (log) => {
          for (const subject of subjects) {
            const chain = of(subject, fold(log).accepted);
            expect(chain.map(({ version }) => version)).toEqual(chain.map((__, index) => index + 1));
            expect(chain.map(({ previous }) => previous)).toEqual(
              [undefined, ...chain.map(({ id }) => id)].slice(0, chain.length),
            );
          }
        }),
      );
    });

    test('what becomes of a subject does not depend on the others', () => {
      fc.assert(
        fc.property(anyOf, fc.constantFrom(...subjects), (log, subject) => {
          expect(of(subject, fold(log).accepted)).toEqual(fold(of(subject, log)).accepted);
          expect(fold(log).chains.get(subject)).toEqual(fold(of(subject, log)).chains.get(subject));
        }),
      );
    });

    test('stopping anywhere and going on from there makes no difference', () => {
      fc.assert(
        fc.property(anyOf, fc.nat(200), (log, stop) => {
          const { chains } = fold(log.slice(0, stop));
          expect(fold(log.slice(stop), chains).chains).toEqual(fold(log).chains);
        }),
      );
    });
  });

  describe('of a log as writers make it', () => {
    test('the first to name an event as its predecessor is accepted, and no other', () => {
      fc.assert(
        fc.property(writtenLog(sample), (log) => {
          const { accepted } = fold(log);
          for (const winner of accepted) {
            const rivals = log.filter(
              ({ subject, previous }) => subject === winner.subject && previous === winner.previous,
            );
            expect(rivals[0]).toBe(winner);
          }
        }),
      );
    });

    test('no event is accepted twice, however often it arrives', () => {
      fc.assert(
        fc.property(writtenLog(sample), (log) => {
          const ids = fold(log).accepted.map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
        }),
      );
    });

    test('an event is void only if another was accepted in its place, or the one that it names never was', () => {
      fc.assert(
        fc.property(writtenLog(sample), (log) => {
          const { accepted } = fold(log);
          for (const event of log) {
            const named = accepted.some(({ id, subject }) => subject === event.subject && id === event.previous);
            if (named || event.previous === undefined) {
              expect(
                accepted.some((other) => other.subject === event.subject && other.previous === event.previous),
              ).toBe(true);
            }
          }
        }),
      );
    });

    test('reading it again, from its beginning or from anywhere, changes nothing', () => {
      fc.assert(
        fc.property(writtenLog(sample), fc.nat(200), fc.nat(200), (log, a, b) => {
          const reached = fold(log.slice(0, Math.max(a, b))).chains;
          expect(fold(log.slice(Math.min(a, b)), reached).chains).toEqual(fold(log).chains);
          expect(fold(log, fold(log).chains)).toEqual({ chains: fold(log).chains, accepted: [] });
        }),
      );
    });
  });
});

test('an event that lies before the one that it names is void, yet accepted by who reads it again later', () => {
  const first = eventOf(smallNote, 'NoteCreated', { id: 'e1' });
  const second = eventOf(smallNote, 'NoteRevised', { id: 'e2', version: 2, previous: 'e1' });
  const log = [second, first];
  expect(foldOf(smallNote, log).accepted).toEqual([first]);
  expect(foldOf(smallNote, log, foldOf(smallNote, log).chains).accepted).toEqual([second]);
});
