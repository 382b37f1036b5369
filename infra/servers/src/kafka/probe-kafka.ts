import { connect, type Socket } from 'node:net';

const timeoutMs = 2_000;
const metadataKey = 3;
const metadataVersion = 1;

/**
 * Resolves when the broker answers a metadata request and names at least one live broker, or the one with this node id. An open port
 * alone proves little; and a broker that is still fenced after a crash is not in its own answer.
 */
export async function probeKafka(host: string, port: number, nodeId?: number): Promise<void> {
  const response = await ask(host, port, metadataRequest());
  const brokers = response.readInt32BE(8);
  if (brokers < 1) throw new Error(`Kafka at ${host}:${port} has no live broker yet`);
  if (nodeId !== undefined && !nodeIdsIn(response).includes(nodeId))
    throw new Error(`Kafka at ${host}:${port} is not a live broker yet`);
}

/** The brokers that a metadata response (v1) names: node id, host, port, rack each. */
function nodeIdsIn(response: Buffer): number[] {
  const ids: number[] = [];
  let at = 12;
  for (let left = response.readInt32BE(8); left > 0; left--) {
    ids.push(response.readInt32BE(at));
    at += 6 + response.readInt16BE(at + 4) + 4;
    at += 2 + Math.max(0, response.readInt16BE(at));
  }
  return ids;
}

/** Metadata v1 for no topic: size, api key, version, correlation id, client id (none), an empty array. */
export function metadataRequest(): Buffer {
  const request = Buffer.alloc(18);
  request.writeInt32BE(request.length - 4, 0);
  request.writeInt16BE(metadataKey, 4);
  request.writeInt16BE(metadataVersion, 6);
  request.writeInt32BE(1, 8);
  request.writeInt16BE(-1, 12);
  request.writeInt32BE(0, 14);
  return request;
}

function ask(host: string, port: number, request: Buffer): Promise<Buffer> {
  const socket = connect(port, host, () => socket.write(request));
  return readFrame(socket).finally(() => socket.destroy());
}

/** The first whole response, its four bytes of length included. */
function readFrame(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    socket.setTimeout(timeoutMs, () => reject(new Error(`no answer within ${timeoutMs} ms`)));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the connection was closed')));
    socket.on('data', (bytes: Buffer) => {
      received = Buffer.concat([received, bytes]);
      if (received.length >= 12 && received.length >= 4 + received.readInt32BE(0)) resolve(received);
    });
  });
}

/** Resolves when one address of `host:port[,host:port]` accepts a connection. Says nothing of TLS or passwords: the clients do. */
export async function probeAnyBroker(brokers: string): Promise<void> {
  await Promise.any(brokers.split(',').map((broker) => accepts(broker.trim()))).catch((error: AggregateError) => {
    throw new Error(error.errors.map(String).join('; '));
  });
}

function accepts(broker: string): Promise<void> {
  const colon = broker.lastIndexOf(':');
  const host = broker.slice(0, colon).replace(/^\[|\]$/g, '');
  const port = Number(broker.slice(colon + 1));
  if (colon < 1 || !Number.isInteger(port) || port < 1 || port > 65_535) {
    return Promise.reject(new Error(`"${broker}" is not host:port`));
  }
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    const settle = (done: () => void) => () => {
      socket.destroy();
      done();
    };
    socket.on('connect', settle(resolve));
    socket.on('error', reject);
    socket.on(
      'timeout',
      settle(() => reject(new Error(`${broker} does not answer within ${timeoutMs} ms`))),
    );
  });
}
