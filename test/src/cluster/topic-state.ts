import { connect } from 'node:net';

/** Who leads a partition (-1: nobody), and whose copies of it are in sync. */
export type PartitionState = { readonly leader: number; readonly inSync: readonly number[] };

const timeoutMs = 2_000;

/**
 * How one broker sees the partitions of a topic, by its number. Asked of this one alone, on a connection for this once, so that the answer is
 * the same whatever becomes of others. Rejects if it does not answer.
 */
export async function topicState(address: string, topic: string): Promise<ReadonlyMap<number, PartitionState>> {
  const response = new Cursor(await ask(address, metadataRequest(topic)));
  response.skip(4);
  response.list(() => {
    response.skip(4);
    response.text();
    response.skip(4);
    response.text();
  });
  response.skip(4);
  const topics = response.list(() => {
    response.skip(2);
    response.text();
    response.skip(1);
    return response.list(() => readPartition(response));
  });
  return new Map(topics.flat());
}

function readPartition(response: Cursor): [number, PartitionState] {
  response.skip(2);
  const partition = response.int32();
  const leader = response.int32();
  response.list(() => response.int32());
  return [partition, { leader, inSync: response.list(() => response.int32()) }];
}

/** Metadata v1 of one topic: size, api key, version, correlation id, no client id, an array of one name. */
function metadataRequest(topic: string): Buffer {
  const name = Buffer.from(topic);
  const request = Buffer.alloc(20 + name.length);
  request.writeInt32BE(request.length - 4, 0);
  request.writeInt16BE(3, 4);
  request.writeInt16BE(1, 6);
  request.writeInt32BE(1, 8);
  request.writeInt16BE(-1, 12);
  request.writeInt32BE(1, 14);
  request.writeInt16BE(name.length, 18);
  name.copy(request, 20);
  return request;
}

function ask(address: string, request: Buffer): Promise<Buffer> {
  const [host = '', port] = address.split(':');
  const socket = connect({ host, port: Number(port), timeout: timeoutMs }, () => socket.write(request));
  return new Promise<Buffer>((resolve, reject) => {
    let received = Buffer.alloc(0);
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`${address} closed the connection`)));
    socket.on('timeout', () => reject(new Error(`${address} does not answer`)));
    socket.on('data', (bytes: Buffer) => {
      received = Buffer.concat([received, bytes]);
      if (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) resolve(received.subarray(4));
    });
  }).finally(() => socket.destroy());
}

class Cursor {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  skip(count: number): void {
    this.#at += count;
  }

  int32(): number {
    this.#at += 4;
    return this.#bytes.readInt32BE(this.#at - 4);
  }

  text(): string {
    const length = Math.max(0, this.#bytes.readInt16BE(this.#at));
    this.#at += 2 + length;
    return this.#bytes.toString('utf8', this.#at - length, this.#at);
  }

  list<T>(item: () => T): T[] {
    return Array.from({ length: this.int32() }, item);
  }
}
