import type { Chain } from '@notes/kernel';
import type { Claim } from '@notes/kernel/claims';
import { at } from './at.ts';
import { type ClaimScope, type ClaimsState, chainRead, taskOf, type WriterState } from './claims-protocol.ts';
import type { Task } from './claims-tasks.ts';

const stages = { unsent: 0, reading: 1, sent: 2, ended: 3 } as const;
const kinds = ['decide', 'prove', 'read-claim', 'read-former', 'read-holder', 'claim', 'fence', 'append', 'release'];
const unread = 0xffff;

/**
 * A state as a short text of small numbers. Ids only ever are equal or not, so each is the number of its first occurrence: with
 * that there are finitely many states, however many events there have been. Writers who are alike stand in the order of how far
 * they have come; where that does not tell them apart, a state may be met twice, which does no harm.
 */
export function encodeClaims(scope: ClaimScope, state: ClaimsState): string {
  const numbers = new Map<string, number>();
  const code: number[] = [];

  const pushId = (id: string | null | undefined): void => {
    if (id === null || id === undefined) {
      code.push(0);
      return;
    }
    const number = numbers.get(id) ?? numbers.size + 1;
    numbers.set(id, number);
    code.push(number);
  };
  const pushClaim = (chain: Chain<Claim> | undefined): void => {
    pushId(chain?.head.eventId);
    if (chain?.state === undefined) return;
    const { holder, at: place, deleted_at } = chain.state;
    code.push(deleted_at === null ? 1 + taskOf(holder) : 0);
    if (deleted_at === null) pushId(place);
  };
  const pushTask = (chain: Chain<Task> | undefined): void => {
    pushId(chain?.head.eventId);
    if (chain !== undefined)
      code.push(chain.state === undefined ? 0 : 2 + 2 * valueCode(chain.state.value) + Number(chain.head.deleted));
  };
  const valueCode = (value: string | null): number => (value === null ? 0 : 1 + scope.values.indexOf(value));

  function pushWriter(writer: WriterState): void {
    code.push(progress(writer));
    if (writer.stage === 'unsent' || writer.stage === 'ended') return;
    code.push(writer.seen);
    const { write, own } = writer;
    if (write === undefined) {
      code.push(unread);
      return;
    }
    code.push(valueCode(write.gives), write.former === undefined ? unread : 0);
    if (write.former !== undefined) pushClaim(chainRead(write.former));
    code.push(Number(write.accepted));
    if (!write.accepted) {
      pushTask(own);
      code.push(valueCode(write.takes), Number(write.proved), write.claim === undefined ? unread : 0);
      if (write.claim !== undefined) pushClaim(chainRead(write.claim));
      code.push(write.holder === undefined ? unread : Number(write.holder.holds));
      if (write.holder !== undefined) pushId(write.holder.at);
    }
    if (writer.stage === 'sent') pushId(writer.event.previous);
  }

  for (const stream of state.claims) {
    code.push(stream.length);
    for (const chain of stream) pushClaim(chain);
  }
  for (const stream of state.tasks) {
    code.push(stream.length);
    for (const chain of stream) pushTask(chain);
  }
  for (const index of inOrder(scope, state)) pushWriter(at(state.writers, index));
  return String.fromCharCode(...code);
}

function inOrder({ writers }: ClaimScope, state: ClaimsState): number[] {
  const ranks = writers.map(({ task, command }, index) => {
    const first = writers.findIndex((other) => other.task === task && other.command === command);
    return first * 1_000 + progress(at(state.writers, index));
  });
  return [...writers.keys()].sort((a, b) => at(ranks, a) - at(ranks, b));
}

const progress = (writer: WriterState): number =>
  stages[writer.stage] * 20 + ('step' in writer ? kinds.indexOf(writer.step.kind) : 0);
