import protocolError from 'kafkajs/src/protocol/error.js';
import { LogError, type LogErrorKind } from './log-error.ts';

/** Kafka's error codes that this package treats by name; the others go by `kindOf`. */
export const code = {
  none: 0,
  offsetOutOfRange: 1,
  unknownTopic: 3,
  coordinatorLoading: 14,
  coordinatorNotAvailable: 15,
  notCoordinator: 16,
  illegalGeneration: 22,
  unknownMember: 25,
  rebalanceInProgress: 27,
  topicExists: 36,
  memberIdRequired: 79,
} as const;

const kinds: ReadonlyMap<number, LogErrorKind> = new Map([
  [1, 'out-of-range'],
  [10, 'too-large'], // MESSAGE_TOO_LARGE
  [18, 'too-large'], // RECORD_LIST_TOO_LARGE
  [2, 'unavailable'], // CORRUPT_MESSAGE: damaged on its way, not appended
  [3, 'unavailable'], // UNKNOWN_TOPIC_OR_PARTITION: also what a broker says before it has caught up with the metadata
  [5, 'unavailable'], // LEADER_NOT_AVAILABLE
  [6, 'unavailable'], // NOT_LEADER_OR_FOLLOWER
  [9, 'unavailable'], // REPLICA_NOT_AVAILABLE
  [14, 'unavailable'],
  [15, 'unavailable'],
  [16, 'unavailable'],
  [19, 'unavailable'], // NOT_ENOUGH_REPLICAS
  [74, 'unavailable'], // FENCED_LEADER_EPOCH
  [75, 'unavailable'], // UNKNOWN_LEADER_EPOCH
  [78, 'unavailable'], // OFFSET_NOT_AVAILABLE
  [17, 'fatal'], // INVALID_TOPIC_EXCEPTION
  [29, 'fatal'], // TOPIC_AUTHORIZATION_FAILED
  [30, 'fatal'], // GROUP_AUTHORIZATION_FAILED
  [31, 'fatal'], // CLUSTER_AUTHORIZATION_FAILED
  [32, 'fatal'], // INVALID_TIMESTAMP
  [35, 'fatal'], // UNSUPPORTED_VERSION
  [38, 'fatal'], // INVALID_REPLICATION_FACTOR
  [40, 'fatal'], // INVALID_CONFIG
  [43, 'fatal'], // UNSUPPORTED_FOR_MESSAGE_FORMAT
  [44, 'fatal'], // POLICY_VIOLATION
  [58, 'fatal'], // SASL_AUTHENTICATION_FAILED
  [87, 'fatal'], // INVALID_RECORD
]);

/** What a broker's error code means; `unknown`, the careful answer, for every code that is not listed. */
export function kindOf(errorCode: number): LogErrorKind {
  return kinds.get(errorCode) ?? 'unknown';
}

/** The error for a broker's code, with the code's name and meaning in its message. */
export function brokerError(errorCode: number, what: string): LogError {
  const { type, message } = protocolError.createErrorFromCode(errorCode);
  return new LogError(kindOf(errorCode), `${what}: ${type} (${errorCode}): ${message}`);
}
