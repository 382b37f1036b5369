import { type Chain, type Decision, type Draft, follow, type KnownEvent } from '@notes/kernel';
import { at } from './at.ts';
import type { ClientCommand, Decided, History, LogRecord, Scope } from './protocol.ts';

/** A decision; of nothing to do, the version at which there is nothing to do. */
type Outcome = Exclude<Decision, { kind: 'unchanged' }> | { readonly kind: 'unchanged'; readonly version: number };

export type Judgement = Outcome | { readonly kind: 'replay'; readonly version: number };

/**
 * All chains and events met so far, each once. It is the memory of the exploration and no part of any state: every
 * function here is a pure one that remembers its results.
 */
export type Histories = {
  readonly none: History;
  /** The chain after one more record, by the rule of the log: the same chain if the record is void. */
  follow(history: History, record: Decided): History;
  /** The log with events appended to it. */
  append(log: readonly LogRecord[], events: readonly Decided[]): readonly LogRecord[];
  /** The chain as the first records of the log make it. */
  chainAt(log: readonly LogRecord[], length: number): History;
  /** What the command comes to on the chain, if its id is not on it. */
  decide(history: History, command: number): Outcome;
  /** The event that the attempt decides on the chain; undefined if its command does not come to an event there. */
  event(history: History, attempt: number): Decided | undefined;
  /** What one all-knowing service would say to the command on this chain. */
  judge(history: History, command: number): Judgement;
};

type Node = History & { readonly next: Map<number, Node>; readonly decisions: Map<number, Decided | undefined> };

export function createHistories(scope: Scope): Histories {
  const commands = allCommands(scope);
  const rule = scope.mutation === 'version-alone' ? followVersion : follow;
  let nodes = 0;
  let events = 0;

  const node = (chain: History['chain'], list: readonly Decided[]): Node => {
    nodes += 1;
    return { id: nodes, chain, events: list, next: new Map(), decisions: new Map() };
  };
  const extend = (from: Node, record: Decided): Node => {
    const { verdict, chain } = rule(scope.aggregate, from.chain, record.event);
    return verdict.accepted ? node(chain, [...from.events, record]) : from;
  };
  const stamp = (from: Node, attempt: number, command: number, draft: Draft): Decided => {
    events += 1;
    const name = `${commands[command]?.name}/${events}`;
    return { id: events, attempt, command, event: stamped(from, name, `command ${command}`, draft) };
  };

  const histories: Histories = {
    none: node(undefined, []),
    follow: (history, record) => remember((history as Node).next, record.id, () => extend(history as Node, record)),
    append: (log, events) => {
      const longer = [...log];
      for (const event of events) {
        longer.push({ event, chain: histories.follow(histories.chainAt(longer, longer.length), event) });
      }
      return longer;
    },
    chainAt: (log, length) => (length === 0 ? histories.none : at(log, length - 1).chain),
    decide: ({ chain }, command) => outcomeOf(chain, at(commands, command).decide(chain?.state)),
    event: (history, attempt) =>
      remember((history as Node).decisions, attempt, () => {
        const command = commandOf(scope, attempt);
        const outcome = histories.decide(history, command);
        return outcome.kind === 'event' ? stamp(history as Node, attempt, command, outcome.draft) : undefined;
      }),
    judge: (history, command) => {
      const first = history.events.find((decided) => decided.command === command);
      return first === undefined
        ? histories.decide(history, command)
        : { kind: 'replay', version: first.event.version };
    },
  };
  return histories;
}

/** The commands of the scope, and behind them those that made the subject as it is found. */
export const allCommands = (scope: Scope): readonly ClientCommand[] => [...scope.commands, ...scope.before];

/** Attempts beyond those of the scope are those that made the subject as it is found. */
export const commandOf = (scope: Scope, attempt: number): number =>
  scope.attempts[attempt]?.command ?? scope.commands.length + attempt - scope.attempts.length;

/** The rule with its heart taken out: whoever carries the next version is accepted. */
const followVersion: typeof follow = (aggregate, chain, event) =>
  follow(aggregate, chain, { ...event, previous: chain?.head.eventId });

const outcomeOf = (chain: Chain | undefined, decision: Decision): Outcome =>
  decision.kind === 'unchanged' ? { kind: 'unchanged', version: chain?.head.version ?? 0 } : decision;

function stamped({ chain }: History, id: string, commandId: string, draft: Draft): KnownEvent {
  return {
    id,
    subject: 'the subject',
    version: (chain?.head.version ?? 0) + 1,
    previous: chain?.head.eventId,
    commandId,
    fingerprint: commandId,
    actor: 'a client',
    time: '2026-01-31T12:00:00.000Z',
    traceparent: undefined,
    ...draft,
  };
}

function remember<K, V>(memory: Map<K, V>, key: K, make: () => V): V {
  if (memory.has(key)) return memory.get(key) as V;
  const value = make();
  memory.set(key, value);
  return value;
}
