import type { LogAdmin } from '@notes/log';
import { describeError } from '@notes/service';

/** The offset that the next record of each partition will get; undefined while Kafka is away. */
export type LogEnds = (partitions: readonly number[]) => Promise<ReadonlyMap<number, number> | undefined>;

const freshForMs = 1_000;
const patienceMs = 1_000;

/**
 * Asks Kafka for the ends of the log, at most once a second however many ask, and never longer than a second: how far
 * behind the read model is may be told roughly, and reads must not hang on Kafka. That it is away is remembered as long.
 * `onState` hears after each question `ok`, or why there was no answer.
 */
export function createLogEnds(
  admin: Pick<LogAdmin, 'endOffsets'>,
  onState: (state: string) => void = () => undefined,
): LogEnds {
  let answer: ReturnType<LogEnds> = Promise.resolve(undefined);
  let staleAt = 0;
  return (partitions) => {
    const now = performance.now();
    if (now < staleAt) return answer;
    staleAt = now + freshForMs;
    const asked = admin.endOffsets(partitions);
    asked.then(
      () => onState('ok'),
      (error: unknown) => onState(describeError(error)),
    );
    answer = inTime(asked);
    return answer;
  };
}

function inTime<T>(asked: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, patienceMs, undefined);
    const settle = (value: T | undefined) => {
      clearTimeout(late);
      resolve(value);
    };
    asked.then(settle, () => settle(undefined));
  });
}
