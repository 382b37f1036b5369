import { LogError, type LogErrorKind } from './log-error.ts';
import { refusalOf } from './refusal.ts';

/** What brokers answer, by Kafka's names; all others mean: not done, try again. */
const kinds: Readonly<Record<string, LogErrorKind>> = {
  OFFSET_OUT_OF_RANGE: 'out-of-range',
  MESSAGE_TOO_LARGE: 'too-large',
  RECORD_LIST_TOO_LARGE: 'too-large',
  REQUEST_TIMED_OUT: 'unknown',
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: 'unknown',
  NETWORK_EXCEPTION: 'unknown',
  UNKNOWN: 'unknown',
  KAFKAJS_UNKNOWN_ERROR_CODE: 'unknown',
  INVALID_TOPIC_EXCEPTION: 'fatal',
  INVALID_REPLICATION_FACTOR: 'fatal',
  INVALID_CONFIG: 'fatal',
  POLICY_VIOLATION: 'fatal',
  TOPIC_AUTHORIZATION_FAILED: 'fatal',
  GROUP_AUTHORIZATION_FAILED: 'fatal',
  CLUSTER_AUTHORIZATION_FAILED: 'fatal',
  SASL_AUTHENTICATION_FAILED: 'fatal',
  UNSUPPORTED_VERSION: 'fatal',
};

type KafkaError = Error & { readonly type?: string; readonly cause?: unknown; readonly errors?: readonly unknown[] };

/**
 * Any failure as one of ours, its message beginning with `what`. `appending`: an append had been handed to a
 * connection, so that whatever the broker does not answer outright leaves its outcome open. Where nothing was being
 * appended there is no such thing, but there are answers that end too early (RangeError), which will be the same next time.
 */
export function mapError(error: unknown, what: string, appending = false): LogError {
  if (error instanceof LogError) return error;
  const root = rootOf(error);
  const refusal = appending && root.type !== undefined ? refusalOf(root.type) : undefined;
  const why = refusal === undefined ? root.message : `${root.message}: ${refusal.text}`;
  return new LogError(kindOf(root, appending), `${what}: ${why}`, error, refusal);
}

/** Whether the cluster has answered that it has no such topic. */
export function isUnknownTopic(error: unknown): boolean {
  return rootOf(error).type === 'UNKNOWN_TOPIC_OR_PARTITION';
}

/** Whether a broker has answered so; else it could not be reached, or not in time. */
export const isAnswer = (error: unknown): boolean => rootOf(error).type !== undefined;

function kindOf(root: KafkaError, appending: boolean): LogErrorKind {
  const answered = root.type === undefined ? undefined : (kinds[root.type] ?? 'unavailable');
  if (appending) return isRefused(root, answered) ? 'refused' : (answered ?? 'unknown');
  if (answered !== undefined) return answered === 'unknown' ? 'unavailable' : answered;
  return root.name.startsWith('KafkaJSSASL') || root instanceof RangeError ? 'fatal' : 'unavailable';
}

const isRefused = ({ type }: KafkaError, answered: LogErrorKind | undefined): boolean =>
  type !== undefined && refusalOf(type) !== undefined && answered !== 'unknown' && answered !== 'too-large';

/** kafkajs wraps what happened once for each layer that gave up; so do we. */
function rootOf(error: unknown): KafkaError {
  const own: KafkaError = error instanceof Error ? error : new Error(String(error));
  const inner = own.type === undefined ? (own.errors?.[0] ?? own.cause) : undefined;
  return inner instanceof Error ? rootOf(inner) : own;
}
