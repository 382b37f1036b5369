import type { Chain, KnownEvent, SubjectState } from '@notes/kernel';
import {
  beginWrite,
  type Claim,
  claim,
  type UniqueWrite,
  withClaim,
  withEvent,
  withFormer,
  withHolder,
  withoutClaim,
  withProof,
} from '@notes/kernel/claims';
import { at } from './at.ts';
import { movedBy, stamped, witnessed } from './claims-moves.ts';
import {
  type ClaimScope,
  type ClaimsState,
  type ClaimsStep,
  type ClaimWriter,
  chainRead,
  field,
  type Reading,
  type SendingStep,
  type Sent,
  type Stream,
  taskName,
  taskOf,
  type WriterState,
} from './claims-protocol.ts';
import { followed, stepBy } from './claims-rules.ts';
import { decideTask, heldBy, type Task, task } from './claims-tasks.ts';

/** What may happen next: a writer reads what it wants to know, or the event that it has sent arrives. */
export const claimsSteps = (scope: ClaimScope, state: ClaimsState): ClaimsStep[] =>
  state.writers.flatMap((writer, index) => {
    if (writer.stage === 'ended') return [];
    if (writer.stage === 'sent') return [deliver(scope, state, index, writer)];
    return readings(scope, state, index, writer.stage === 'unsent' ? arrived(scope, state, index) : writer);
  });

const arrived = (scope: ClaimScope, state: ClaimsState, index: number): Reading =>
  deciding(witnessed(scope, state, at(scope.writers, index)));

const deciding = (seen: number): Reading => ({
  ...{ stage: 'reading', seen, step: { kind: 'decide' }, own: undefined, write: undefined },
});

function readings(scope: ClaimScope, state: ClaimsState, index: number, writer: Reading): ClaimsStep[] {
  const { step } = writer;
  const { task } = at(scope.writers, index);
  const isProved = step.kind === 'prove' || (step.kind === 'read-holder' && scope.mutation !== 'holder-unproved');
  const stream: Stream<Claim | Task> =
    'value' in step
      ? claimStream(scope, state, step.value)
      : at(state.tasks, 'holder' in step ? taskOf(step.holder) : task);
  return stream.slice(0, isProved ? 1 : stream.length).map((chain, lag) => {
    const what = `${step.kind}${'value' in step ? ` of ${step.value}` : ''}${lag > 0 ? `, ${lag} late` : ''}`;
    return after(
      scope,
      state,
      index,
      afterReading(scope, index, writer, chain),
      `${writerName(scope, index)}: ${what}`,
    );
  });
}

const claimStream = (scope: ClaimScope, state: ClaimsState, value: string): Stream<Claim> =>
  at(state.claims, scope.values.indexOf(value));

/** What a writer makes of a reading: its command decided, or what it knew and this. */
function afterReading(
  { writers }: ClaimScope,
  index: number,
  writer: Reading,
  chain: Chain<Claim | Task> | undefined,
): Reading | Known | 'nothing' {
  const { step, write, own, seen } = writer;
  if (step.kind === 'decide' || step.kind === 'prove') {
    const { task, command } = at(writers, index);
    const own = chain as Chain<Task> | undefined;
    const moved = movedBy(own, command);
    const proved = step.kind === 'prove';
    if (moved === undefined) return proved ? 'nothing' : { ...deciding(seen), step: { kind: 'prove' } };
    const decided = { subject: taskName(task), at: own?.head.eventId ?? null, ...moved, proved };
    return { own, seen, write: write === undefined ? beginWrite(field, decided) : withProof(write, decided) };
  }
  if (write === undefined) throw new Error('only who has decided reads more');
  switch (step.kind) {
    case 'read-claim':
      return { own, seen, write: withClaim(write, chain as Chain<Claim> | undefined) };
    case 'read-former':
      return { own, seen, write: withFormer(write, chain as Chain<Claim> | undefined) };
    case 'read-holder': {
      const end = chain as Chain<Task> | undefined;
      const holds = heldBy(end?.state) === write.takes;
      return { own, seen, write: withHolder(write, { at: end?.head.eventId ?? null, holds, frozen: false }) };
    }
  }
}

/** A writer between two steps. */
type Known = Pick<Sent, 'own' | 'seen' | 'write'>;

/** The step in which a writer has come to know this: it goes on to its next reading, sends its next event, or ends. */
function after(
  scope: ClaimScope,
  state: ClaimsState,
  index: number,
  now: Reading | Known | 'nothing',
  says: string,
): ClaimsStep {
  const ends = (how: string): ClaimsStep => ({
    says: () => `${says}: ${how}`,
    state: withWriter(state, index, { stage: 'ended' }),
  });
  if (now === 'nothing') return ends('nothing to do');
  if ('stage' in now) return { says: () => says, state: withWriter(state, index, now) };
  const step = stepBy(scope.mutation, now.write);
  switch (step.kind) {
    case 'read-claim':
    case 'read-former':
    case 'read-holder':
    case 'prove':
      return { says: () => says, state: withWriter(state, index, { stage: 'reading', step, ...now }) };
    case 'done':
      return ends('done');
    case 'refuse': {
      const value = scope.values.indexOf(now.write.takes ?? '');
      return { ...ends('refused'), refusal: { writer: index, holder: taskOf(step.holder), value } };
    }
    case 'wait':
    case 'blocked':
      throw new Error(`nobody here waits, or meets newer software: ${step.kind}`);
    default:
      return send(scope, state, index, now, step, says);
  }
}

function send(
  scope: ClaimScope,
  state: ClaimsState,
  index: number,
  now: Known,
  step: SendingStep,
  says: string,
): ClaimsStep {
  const event = eventFor(state, at(scope.writers, index), now, step, `e${state.events + 1}`);
  const sent: Sent = { stage: 'sent', ...now, step, event };
  const next = { ...withWriter(state, index, sent), events: state.events + 1 };
  return {
    says: () => `${says}, sends ${eventName(event)}`,
    state: isPossible(scope, next, sent) ? next : settled(scope, next, index, sent, undefined),
  };
}

function eventFor(state: ClaimsState, writer: ClaimWriter, now: Known, step: SendingStep, id: string): KnownEvent {
  const { own, write } = now;
  switch (step.kind) {
    case 'claim':
      return stamped(chainRead(write.claim), step.draft, id, step.value);
    case 'release':
      return stamped(chainRead(write.former), step.draft, id, step.value);
    case 'fence': {
      // Where the holder's chain has gone on meanwhile, the fence is void whatever version it says.
      const chain = at(state.tasks, taskOf(step.holder)).find((known) => (known?.head.eventId ?? null) === step.on);
      return stamped(chain, { type: 'tasks.Fenced.v1', data: {} }, id, step.holder);
    }
    case 'append': {
      const decision = decideTask(own?.state, writer.command);
      if (decision.kind !== 'event') throw new Error('only what was decided is appended');
      return stamped(own, decision.draft, id, write.subject);
    }
  }
}

/** Whether the event that a writer has sent may still be accepted. */
const isPossible = (scope: ClaimScope, state: ClaimsState, { step, event }: Sent): boolean =>
  scope.mutation === 'no-chain-rule' || event.previous === streamOf(scope, state, step, event)[0]?.head.eventId;

const isOfClaim = ({ kind }: SendingStep): boolean => kind === 'claim' || kind === 'release';

const streamOf = (scope: ClaimScope, state: ClaimsState, step: SendingStep, event: KnownEvent): Stream<SubjectState> =>
  isOfClaim(step) ? claimStream(scope, state, event.subject) : at(state.tasks, taskOf(event.subject));

/** An append arrives and is accepted; those that wanted the same place are void. */
function deliver(scope: ClaimScope, state: ClaimsState, index: number, sent: Sent): ClaimsStep {
  const { step, event } = sent;
  const stream = streamOf(scope, state, step, event);
  const chain = followed(scope.mutation, isOfClaim(step) ? claim : task, stream[0], event);
  const longer = [chain, ...stream.slice(0, scope.staleness)];
  const taken = isOfClaim(step)
    ? { ...state, claims: state.claims.with(scope.values.indexOf(event.subject), longer as Stream<Claim>) }
    : { ...state, tasks: state.tasks.with(taskOf(event.subject), longer as Stream<Task>) };
  const seeing = isOfClaim(step)
    ? taken
    : { ...taken, writers: taken.writers.map((w, i) => seesMore(scope, taken, w, i)) };
  let next = settled(scope, seeing, index, at(seeing.writers, index) as Sent, chain);
  for (const [other, waiting] of next.writers.entries()) {
    if (other !== index && waiting.stage === 'sent' && !isPossible(scope, next, waiting))
      next = settled(scope, next, other, waiting, undefined);
  }
  return { says: () => `the log takes ${eventName(event)} of ${writerName(scope, index)}`, state: next };
}

const seesMore = (scope: ClaimScope, state: ClaimsState, writer: WriterState, index: number): WriterState =>
  'seen' in writer ? { ...writer, seen: writer.seen | witnessed(scope, state, at(scope.writers, index)) } : writer;

/** The state after a writer has read its event back: the chain that it has made, or undefined if it is void. */
function settled(
  scope: ClaimScope,
  state: ClaimsState,
  index: number,
  { step, event, write, own, seen }: Sent,
  chain: Chain<SubjectState> | undefined,
): ClaimsState {
  const goOn = (then: UniqueWrite): ClaimsState => after(scope, state, index, { own, seen, write: then }, '').state;
  switch (step.kind) {
    case 'claim':
      return goOn(chain === undefined ? withoutClaim(write) : withClaim(write, chain as Chain<Claim>));
    case 'fence':
      return goOn(withHolder(write, chain && { at: event.id, holds: false, frozen: false }));
    case 'release':
      return withWriter(state, index, { stage: 'ended' });
    case 'append': {
      if (chain === undefined) return withWriter(state, index, deciding(seen));
      const { gives } = write;
      if (scope.mutation !== 'late-release' || gives === null) return goOn(withEvent(write));
      const again = { kind: 'read-former', value: gives } as const;
      return withWriter(state, index, { stage: 'reading', step: again, write: withEvent(write), own, seen });
    }
  }
}

const withWriter = (state: ClaimsState, index: number, writer: WriterState): ClaimsState => ({
  ...state,
  writers: state.writers.with(index, writer),
});

const eventName = ({ id, type, subject, previous, data }: KnownEvent): string =>
  `${id} ${type.split('.')[1]} ${subject} after ${previous ?? 'nothing'} ${JSON.stringify(data)}`;

function writerName(scope: ClaimScope, index: number): string {
  const { task, command } = at(scope.writers, index);
  return `writer ${index} (${command.kind} ${taskName(task)}${'value' in command ? `, ${command.value}` : ''})`;
}
