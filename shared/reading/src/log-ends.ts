import type { Next } from '@notes/kernel';
import { type LogAdmin, within } from '@notes/log';
import { describeError } from '@notes/service';

/** The offset that the next record of each partition will get, where its leader answers; undefined while Kafka is unavailable. */
export type LogEnds = (partitions: readonly number[]) => Promise<ReadonlyMap<number, Next> | undefined>;

const freshForMs = 1_000;
const patienceMs = 1_000;

/**
 * Fetches the ends of the log from Kafka, at most once a second for all callers, and waits for one second at most: the lag of
 * the read model may be approximate, and reads must not depend on Kafka. A failure is cached as long. `onState` is called
 * after each request with `ok` or the reason of its failure.
 */
export function createLogEnds(
  admin: Pick<LogAdmin, 'reachableEnds'>,
  onState: (state: string) => void = () => undefined,
): LogEnds {
  let answer: ReturnType<LogEnds> = Promise.resolve(undefined);
  let staleAt = 0;
  return (partitions) => {
    const now = performance.now();
    if (now < staleAt) return answer;
    staleAt = now + freshForMs;
    const asked = admin.reachableEnds(partitions).then(
      (ends) => {
        onState('ok');
        return ends;
      },
      (error: unknown) => {
        onState(describeError(error));
        return undefined;
      },
    );
    answer = within(patienceMs, asked, () => undefined);
    return answer;
  };
}
