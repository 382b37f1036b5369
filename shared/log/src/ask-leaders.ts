import type { Broker } from 'kafkajs';
import type { LeaderLinks, Led } from './leader-links.ts';
import type { LogError } from './log-error.ts';
import { isAnswer, mapError } from './map-error.ts';

/** What leaders have answered, by partition, and why others have not. */
export type Answers<T> = {
  readonly answers: ReadonlyMap<number, T>;
  readonly failures: ReadonlyMap<number, LogError>;
};

type Question<T> = (broker: Broker, partitions: readonly number[]) => Promise<ReadonlyMap<number, T>>;

/**
 * Puts a question to the leaders of partitions, to all of them at once; where one answers that it does not lead a partition, once more
 * to who does. Never rejects.
 */
export async function askLeaders<T>(
  links: LeaderLinks,
  what: string,
  partitions: readonly number[],
  question: Question<T>,
): Promise<Answers<T>> {
  const first = await askOnce(links, what, partitions, question);
  const moved = [...first.failures].filter(([, failure]) => failure.kind === 'unavailable' && isAnswer(failure));
  if (moved.length === 0) return first;
  const again = moved.map(([partition]) => partition);
  const second = await askOnce(links, what, again, question);
  const others = [...first.failures].filter(([partition]) => !again.includes(partition));
  return {
    answers: new Map([...first.answers, ...second.answers]),
    failures: new Map([...others, ...second.failures]),
  };
}

async function askOnce<T>(
  links: LeaderLinks,
  what: string,
  partitions: readonly number[],
  question: Question<T>,
): Promise<Answers<T>> {
  const answers = new Map<number, T>();
  const failures = new Map<number, LogError>();
  const fail = (theirs: readonly number[], error: unknown): void => {
    for (const partition of theirs) failures.set(partition, mapError(error, what));
  };
  const put = async ({ leader, partitions: theirs }: Led): Promise<void> => {
    try {
      const answer = leader.link.broker(leader.nodeId).then((broker) => question(broker, theirs));
      for (const [partition, answered] of await links.inTime(what, answer)) answers.set(partition, answered);
      links.confirm();
    } catch (error) {
      fail(theirs, error);
      links.blame(leader, theirs, mapError(error, what));
    }
  };
  try {
    const { led, leaderless } = await links.inTime(what, links.find(partitions));
    fail(leaderless, links.leaderlessError(leaderless));
    await Promise.all(led.map(put));
  } catch (error) {
    fail(partitions, error);
  }
  return { answers, failures };
}
