import { at } from './at.ts';
import { encodeClaims } from './claims-encode.ts';
import { holdersOf, movedBy, wrongRefusal } from './claims-moves.ts';
import { type ClaimScope, type ClaimsState, type ClaimsStep, type ClaimWriter, taskName } from './claims-protocol.ts';
import { claimsSteps } from './claims-steps.ts';
import type { Model } from './explore.ts';

/**
 * The model of a scope, and what must be true of it: never two holders of a value; no refusal without a holder, and a command that
 * would have taken the value, at some moment since it arrived; and no value lost for ever: whoever is left alone gets it.
 */
export function claimsModel(scope: ClaimScope): Model<ClaimsState, ClaimsStep> {
  const wrongAlone = aloneIn(scope);
  return {
    first: firstState(scope),
    steps: (state) => claimsSteps(scope, state),
    encode: (state) => encodeClaims(scope, state),
    wrongStep(before, { state, refusal }) {
      for (const value of scope.values) {
        const holders = holdersOf(state, value);
        if (holders.length > 1) return `${holders.map(taskName).join(' and ')} hold ${value}`;
      }
      if (refusal === undefined) return wrongAlone(state);
      const { writer, holder, value } = refusal;
      const now = at(before.writers, writer);
      return wrongRefusal(scope, 'seen' in now ? now.seen : 0, holder, value);
    },
    wrongEnd: ({ writers }) => (writers.every(({ stage }) => stage === 'ended') ? undefined : 'somebody is stuck'),
  };
}

/** The tasks as they are found: each command was carried out before the next. */
function firstState(scope: ClaimScope): ClaimsState {
  const { tasks, values, writers } = scope;
  let state: ClaimsState = {
    claims: values.map(() => [undefined]),
    tasks: tasks.map(() => [undefined]),
    writers: [],
    events: 0,
  };
  for (const [task, commands] of tasks.entries())
    for (const command of commands) state = carriedOut(scope, state, { task, command });
  return { ...state, writers: writers.map(() => unsent) };
}

const unsent = { stage: 'unsent' } as const;

function carriedOut(scope: ClaimScope, state: ClaimsState, writer: ClaimWriter): ClaimsState {
  const alone = { ...scope, writers: [writer], staleness: 0 };
  let now: ClaimsState = { ...state, writers: [unsent] };
  for (let step = claimsSteps(alone, now)[0]; step !== undefined; step = claimsSteps(alone, now)[0]) now = step.state;
  return now;
}

/**
 * Says what is wrong with a state in which all writers crash, though what they have sent may still arrive, at any time or never,
 * and one new writer is left alone with a value: he comes to his end, whatever arrives, with the value or with a refusal that is
 * proved. He reads what is there, as whoever has read his own void event back does.
 */
function aloneIn(scope: ClaimScope): (state: ClaimsState) => string | undefined {
  const fresh = { ...scope, staleness: 0 };
  const known = new Set<string>();
  const finished = new Map<string, Set<string>>();

  /** Depth first; `onTheWay` is what led here. */
  function follow(
    alone: ClaimScope,
    state: ClaimsState,
    done: Set<string>,
    onTheWay: ReadonlySet<string>,
  ): string | undefined {
    const code = encodeClaims(alone, state);
    if (done.has(code)) return undefined;
    if (onTheWay.has(code)) return 'who is left alone goes round in circles';
    for (const step of claimsSteps(alone, state)) {
      const next = { ...step.state, writers: step.state.writers.map(crashedUnlessLast) };
      const ended = next.writers.at(-1)?.stage === 'ended';
      const wrong = ended ? wrongEnd(alone, step) : follow(alone, next, done, new Set([...onTheWay, code]));
      if (wrong !== undefined) return wrong;
    }
    done.add(code);
    return undefined;
  }

  return (state) => {
    const left = crashed(state);
    const code = encodeClaims(fresh, left);
    if (known.has(code)) return undefined;
    known.add(code);
    for (const writer of wanting(scope, left)) {
      const name = JSON.stringify(writer);
      const done = finished.get(name) ?? new Set();
      finished.set(name, done);
      const alone = { ...fresh, writers: [...scope.writers, writer] };
      const wrong = follow(alone, { ...left, writers: [...left.writers, unsent] }, done, new Set());
      if (wrong !== undefined) return `${wrong}: ${name}`;
    }
    return undefined;
  };
}

const crashedUnlessLast = (writer: ClaimsState['writers'][number], index: number, all: ClaimsState['writers']) =>
  index === all.length - 1 || writer.stage === 'sent' ? writer : ({ stage: 'ended' } as const);

const crashed = (state: ClaimsState): ClaimsState => ({
  ...state,
  claims: state.claims.map((stream) => stream.slice(0, 1)),
  tasks: state.tasks.map((stream) => stream.slice(0, 1)),
  writers: state.writers.map((writer) => (writer.stage === 'sent' ? { ...writer, seen: 0 } : { stage: 'ended' })),
});

/** For each task and value one who wants that task to hold it. */
const wanting = ({ values }: ClaimScope, { tasks }: ClaimsState): ClaimWriter[] =>
  tasks.flatMap(([chain], task) => {
    if (chain?.head.deleted) return [{ task, command: { kind: 'restore' } }];
    const kind = chain?.state === undefined ? 'create' : 'set';
    return values.map((value): ClaimWriter => ({ task, command: { kind, value } }));
  });

function wrongEnd({ writers }: ClaimScope, { refusal, state }: ClaimsStep): string | undefined {
  const { task, command } = at(writers, writers.length - 1);
  const isDone = refusal !== undefined || movedBy(at(state.tasks, task)[0], command) === undefined;
  return isDone ? undefined : 'who is left alone ends without the value, and without a refusal';
}
