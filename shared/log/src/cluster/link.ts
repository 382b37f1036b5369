import Connection from 'kafkajs/src/network/connection.js';
import apiKeys from 'kafkajs/src/protocol/requests/apiKeys.js';
import { lookup, requests, type Versions } from 'kafkajs/src/protocol/requests/index.js';
import type { LogConfig, LogLogger } from '../log-config.ts';
import { LogError } from '../log-error.ts';
import { ByteWriter } from '../wire/byte-writer.ts';
import { type Address, formatAddress } from './address.ts';
import { kafkajsLogger } from './kafkajs-logger.ts';
import { openSocket } from './open-socket.ts';
import { quietRequestQueue } from './quiet-request-queue.ts';

quietRequestQueue();

/** One connection to one broker. It is used until its first failure, then closed: nothing half-broken is ever mended. */
export type Link = {
  readonly address: Address;
  readonly open: boolean;
  /**
   * Sends a request that this package encodes itself; the bytes are with the socket when this returns. Rejects with
   * LogError `unavailable` when nothing was sent, else `unknown`, and then the link is closed.
   */
  send(api: { key: number; version: number }, body: Buffer, timeoutMs: number): Promise<Buffer>;
  /** Sends a request by kafkajs' codec; answers with the decoded response, error codes in it included. Rejects like `send`. */
  call<Response>(apiName: string, parameters: object): Promise<Response>;
  close(reason?: LogError): void;
};

export type LinkOptions = {
  readonly logger: LogLogger;
  /** For `call`, unless kafkajs grants the request more. */
  readonly requestTimeoutMs: number;
  readonly onClose?: (reason: LogError) => void;
};

const connectTimeoutMs = 2_000;
const maxTimeoutMs = 0x7fffffff;

/**
 * Connects, asks for the broker's versions and authenticates. Rejects with LogError `unavailable`, or `fatal` when the
 * credentials are refused.
 */
export async function openLink(config: LogConfig, address: Address, options: LinkOptions): Promise<Link> {
  const connection = new Connection({
    ...address,
    clientId: config.clientId,
    ssl: config.ssl === true ? {} : null,
    // A copy for each connection, since kafkajs writes its authentication state into it.
    sasl: config.sasl === undefined ? null : { ...config.sasl },
    connectionTimeout: connectTimeoutMs,
    requestTimeout: options.requestTimeoutMs,
    logger: kafkajsLogger(options.logger),
    socketFactory: openSocket,
  });
  try {
    await connection.connect();
    const versions = await askVersions(connection);
    connection.setVersions(versions);
    connection.setSupportAuthenticationProtocol(true);
    await connection.authenticate();
    return createLink(config, address, connection, versions, options);
  } catch (error) {
    discard(connection, error instanceof Error ? error : new Error(String(error)));
    throw openError(error, address);
  }
}

function openError(error: unknown, address: Address): LogError {
  const name = error instanceof Error ? error.name : '';
  const kind = name === 'KafkaJSSASLAuthenticationError' || name === 'KafkaJSNotImplemented' ? 'fatal' : 'unavailable';
  const reason = error instanceof Error ? error.message : String(error);
  return new LogError(kind, `no connection to Kafka at ${formatAddress(address)}: ${reason}`, error);
}

async function askVersions(connection: Connection): Promise<Versions> {
  const protocol = requests['ApiVersions']?.protocol({ version: 2 })({});
  if (protocol === undefined) throw new TypeError('kafkajs has no ApiVersions request');
  const answer = (await connection.send({ ...protocol, response: bare(protocol.response) })) as {
    apiVersions: { apiKey: number; minVersion: number; maxVersion: number }[];
  };
  return Object.fromEntries(answer.apiVersions.map((version) => [version.apiKey, version]));
}

/** kafkajs' `parse` throws the first error it finds in a response; here each part's own error code is looked at. */
function bare(response: { decode(raw: Buffer): Promise<object> }) {
  return { decode: response.decode, parse: async (decoded: object) => decoded };
}

function discard(connection: Connection, reason: Error): void {
  connection.requestQueue.destroy();
  connection.rejectRequests(reason);
  connection.socket?.destroy();
}

function createLink(
  config: LogConfig,
  address: Address,
  connection: Connection,
  versions: Versions,
  options: LinkOptions,
): Link {
  let open = true;
  const where = formatAddress(address);
  const find = lookup(versions);

  function close(reason = new LogError('unavailable', `connection to Kafka at ${where} closed`)): void {
    if (!open) return;
    open = false;
    discard(connection, reason);
    options.onClose?.(reason);
  }

  connection.socket.once('close', () => close(new LogError('unavailable', `connection to Kafka at ${where} lost`)));

  function failed(kind: 'unavailable' | 'unknown', error: unknown): LogError {
    const message = error instanceof Error ? error.message : String(error);
    const failure = new LogError(kind, `request to Kafka at ${where} failed: ${message}`, error);
    close(failure);
    return failure;
  }

  /** SASL sessions end; kafkajs renews them before the next request. */
  async function renewSession(): Promise<void> {
    try {
      await connection.authenticate();
    } catch (error) {
      const failure = openError(error, address);
      close(failure);
      throw failure;
    }
  }

  async function send(api: { key: number; version: number }, body: Buffer, timeoutMs: number): Promise<Buffer> {
    if (config.sasl !== undefined && !connection.isAuthenticated()) await renewSession();
    if (!open || !connection.isConnected()) {
      throw new LogError('unavailable', `not connected to Kafka at ${where}`);
    }
    const correlationId = connection.nextCorrelationId();
    const head = writeHead(api, correlationId, config.clientId, body.length);
    try {
      const { payload } = await new Promise<{ payload: Buffer }>((resolve, reject) => {
        connection.requestQueue.push({
          entry: { apiKey: api.key, apiName: '', apiVersion: api.version, correlationId, resolve, reject },
          expectResponse: true,
          requestTimeout: Math.min(timeoutMs, maxTimeoutMs),
          sendRequest: () => write(connection, head, body),
        });
      });
      return payload;
    } catch (error) {
      throw failed('unknown', error);
    }
  }

  async function call<Response>(apiName: string, parameters: object): Promise<Response> {
    if (!open) throw new LogError('unavailable', `not connected to Kafka at ${where}`);
    const key = apiKeys[apiName];
    const definition = requests[apiName];
    if (key === undefined || definition === undefined) throw new TypeError(`kafkajs has no ${apiName} request`);
    try {
      const protocol = find(key, definition)(parameters);
      const answer = await connection.send({ ...protocol, response: bare(protocol.response) });
      return answer as Response;
    } catch (error) {
      const mistake = error instanceof TypeError || error instanceof RangeError; // in a parameter, or a broken answer
      throw mistake ? new LogError('fatal', `${apiName} request: ${error.message}`, error) : failed('unknown', error);
    }
  }

  return {
    address,
    get open() {
      return open;
    },
    send,
    call,
    close,
  };
}

function write(connection: Connection, head: Buffer, body: Buffer): void {
  connection.socket.cork();
  connection.socket.write(head);
  connection.socket.write(body);
  connection.socket.uncork();
}

function writeHead(
  api: { key: number; version: number },
  correlationId: number,
  clientId: string,
  bodyBytes: number,
): Buffer {
  const writer = new ByteWriter(4 + 8 + 2 + Buffer.byteLength(clientId));
  writer.int32(writer.buffer.length - 4 + bodyBytes);
  writer.int16(api.key);
  writer.int16(api.version);
  writer.int32(correlationId);
  writer.string(clientId);
  return writer.buffer;
}
