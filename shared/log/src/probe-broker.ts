import { parseAddress } from './cluster/address.ts';
import { openLink } from './cluster/link.ts';
import type { LogConfig, LogLogger } from './log-config.ts';
import { asLogError, LogError } from './log-error.ts';

const silent: LogLogger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/**
 * Resolves when one of the brokers takes a connection, answers and accepts the credentials; rejects with LogError when none
 * does within the time.
 */
export async function probeBroker(
  brokers: readonly string[],
  timeoutMs: number,
  security: Pick<LogConfig, 'ssl' | 'sasl'> = {},
): Promise<void> {
  const config: LogConfig = { brokers, topic: '', clientId: 'probe', ...security };
  const probe = async (broker: string): Promise<void> => {
    const link = await openLink(config, parseAddress(broker), { logger: silent, requestTimeoutMs: timeoutMs });
    link.close();
  };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const tooLate = new LogError('unavailable', `no answer from Kafka at ${brokers.join(', ')} within ${timeoutMs} ms`);
    timer = setTimeout(() => reject(tooLate), timeoutMs);
  });
  try {
    await Promise.race([late, Promise.any(brokers.map(probe))]);
  } catch (error) {
    throw error instanceof AggregateError ? asLogError(error.errors[0]) : error;
  } finally {
    clearTimeout(timer);
  }
}
