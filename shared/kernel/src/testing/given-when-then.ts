import type { Decision } from '../aggregate.ts';

/** The two pure functions of a domain: what happens, and what it changes. */
export type Decider<State, Command, Event, Draft, Why> = {
  readonly decide: (state: State | undefined, command: Command) => Decision<Draft, Why>;
  readonly evolve: (state: State | undefined, event: Event) => State;
};

export type Then<Draft, Why> = {
  /** The command comes to exactly this event. */
  thenEvent(draft: Draft): void;
  /** The command is refused for this reason. */
  thenRejected(why: Why): void;
  /** There is nothing to do. */
  thenNothing(): void;
};

/**
 * Tests of a decider that read as sentences: `given(created, deleted).when(restore).thenEvent(restored)`. Each ending throws
 * an error that shows both sides (`expected`, `actual`) if the decision is another one.
 */
export function specifies<State, Command, Event, Draft, Why>(decider: Decider<State, Command, Event, Draft, Why>) {
  const given = (...events: readonly Event[]): { when(command: Command): Then<Draft, Why> } => ({
    when: (command) => {
      const state = events.reduce<State | undefined>(decider.evolve, undefined);
      return endings(decider.decide(state, command));
    },
  });
  return { given };
}

const endings = <Draft, Why>(actual: Decision<Draft, Why>): Then<Draft, Why> => ({
  thenEvent: (draft) => same(actual, { kind: 'event', draft }),
  thenRejected: (why) => same(actual, { kind: 'refused', why }),
  thenNothing: () => same(actual, { kind: 'unchanged' }),
});

/** Decisions are plain data, so their texts tell whether they are equal, once the order of members is settled. */
function same(actual: unknown, expected: unknown): void {
  const [is, should] = [asText(actual), asText(expected)];
  if (is === should) return;
  throw Object.assign(new Error(`the decision is ${is}, and should be ${should}`), { actual, expected });
}

const asText = (value: unknown): string => JSON.stringify(value, (_, member: unknown) => sorted(member));

const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
