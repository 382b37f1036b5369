import { LogError, type LogErrorKind } from './log-error.ts';

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
  INVALID_TIMESTAMP: 'fatal',
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
 * appended there is no such thing, but there is data that cannot be decoded, which will be the same next time.
 */
export function mapError(error: unknown, what: string, appending = false): LogError {
  if (error instanceof LogError) return error;
  const root = rootOf(error);
  return new LogError(kindOf(root, appending), `${what}: ${root.message}`, error);
}

/** Whether the cluster has answered that it has no such topic. */
export function isUnknownTopic(error: unknown): boolean {
  return rootOf(error).type === 'UNKNOWN_TOPIC_OR_PARTITION';
}

function kindOf(root: KafkaError, appending: boolean): LogErrorKind {
  const answered = root.type === undefined ? undefined : (kinds[root.type] ?? 'unavailable');
  if (appending) return answered ?? 'unknown';
  if (answered !== undefined) return answered === 'unknown' ? 'unavailable' : answered;
  return root.name.startsWith('KafkaJSSASL') || isUndecodable(root) ? 'fatal' : 'unavailable';
}

/**
 * A read past the end of a buffer, more records than a call can be handed, a compression without a codec, or broken
 * gzip.
 */
function isUndecodable(root: Error & { readonly code?: unknown }): boolean {
  const isZlib = typeof root.code === 'string' && root.code.startsWith('Z_');
  return root instanceof RangeError || root.name === 'KafkaJSNotImplemented' || isZlib;
}

/** kafkajs wraps what happened once for each layer that gave up; so do we. */
function rootOf(error: unknown): KafkaError {
  const own: KafkaError = error instanceof Error ? error : new Error(String(error));
  const inner = own.type === undefined ? (own.errors?.[0] ?? own.cause) : undefined;
  return inner instanceof Error ? rootOf(inner) : own;
}
