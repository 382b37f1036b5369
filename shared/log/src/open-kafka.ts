import { type ISocketFactory, Kafka, logLevel } from 'kafkajs';
import './partial-metadata.ts';
import './steady-connections.ts';
import type { Socket } from 'node:net';
import type { LogConfig, LogLogger } from './log-config.ts';
import { openSocket } from './open-socket.ts';

/** A kafkajs client together with its connections. */
export type KafkaClient = {
  readonly kafka: Kafka;
  /** Breaks all connections: what is in flight rejects at once, and nothing connects any more. */
  close(): void;
};

export type KafkaOptions = {
  readonly logger: LogLogger;
  /** How long a connection may take to be made, and a request to be answered. Default 5 s. */
  readonly timeoutMs?: number;
  /**
   * How often kafkajs looks for a broker again by itself. Default: once for each of the others that are configured, since one that
   * answers is enough. Beyond that, callers know deadlines and what a repetition means.
   */
  readonly retries?: number;
};

export const requestTimeoutMs = 5_000;
const connectTimeoutMs = 2_000;

/**
 * The log lines of kafkajs are about single connections, and there is one for every attempt while a broker is away:
 * they go to debug. The states that matter are logged by this package.
 *
 * kafkajs alone does not give up a connection whose other end has silently gone, waits on it when it disconnects, and
 * may then wait for ever; hence the sockets are ours to break.
 */
export function openKafka(config: LogConfig, options: KafkaOptions): KafkaClient {
  const { logger, timeoutMs = requestTimeoutMs, retries = config.brokers.length - 1 } = options;
  const sockets = new Set<Socket>();
  let closed = false;
  const socketFactory: ISocketFactory = (address) => {
    if (closed) throw new Error('the client is closed');
    const socket = openSocket(address);
    sockets.add(socket);
    return socket.once('close', () => sockets.delete(socket));
  };
  const kafka = new Kafka({
    clientId: config.clientId,
    // None is what kafkajs does not try again after.
    brokers: () => (closed ? [] : [...config.brokers]),
    connectionTimeout: Math.min(connectTimeoutMs, timeoutMs),
    requestTimeout: timeoutMs,
    retry: { retries, initialRetryTime: 50, maxRetryTime: 500 },
    socketFactory,
    logLevel: logLevel.INFO,
    logCreator: () => (entry) =>
      logger.debug({ ...entry.log, namespace: entry.namespace }, `kafkajs: ${entry.log.message}`),
    ...(config.ssl === true ? { ssl: true } : {}),
    // One object of three shapes here, and one type for each mechanism there.
    ...(config.sasl === undefined ? {} : { sasl: config.sasl as never }),
  });
  return {
    kafka,
    close() {
      closed = true;
      for (const socket of sockets) socket.destroy(new Error('closed by this side'));
    },
  };
}
