import type { IncomingMessage, ServerResponse } from 'node:http';
import { eventually } from '@notes/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createNames } from '../testing/names.ts';
import { type StubService, startStubService } from '../testing/stub-service.ts';
import { createUpstream, type Upstream } from './upstream.ts';
import type { Exchange, Failure, UpstreamConnection } from './upstream-connection.ts';

let service: StubService;
let upstream: Upstream;

const answerWithPath = (request: IncomingMessage, response: ServerResponse): void => {
  response.end(request.url);
};

beforeEach(async () => {
  service = await startStubService(answerWithPath);
  upstream = createUpstream({ name: 'query', url: new URL(service.url) });
});

afterEach(async () => {
  upstream.close();
  await service.stop();
});

type Read = {
  readonly exchange: Exchange;
  connection?: UpstreamConnection;
  body: string;
  ended: boolean;
  failed?: Failure['kind'];
};

/** A read that joins the others of this turn, and what becomes of it. `pauses`: its client reads nothing. */
function join(path: string, { pauses = false } = {}): Read {
  const head = `GET ${path} HTTP/1.1\r\nHost: ${upstream.host}\r\n\r\n`;
  const read: Read = {
    body: '',
    ended: false,
    exchange: {
      head,
      bodyless: false,
      listener: {
        onHead: () => {},
        onBody(chunk) {
          read.body += chunk;
          if (pauses) read.connection?.pause();
        },
        onEnd() {
          read.ended = true;
        },
        onFailure({ kind }) {
          read.failed = kind;
        },
        onDrain: () => {},
      },
    },
  };
  upstream.join(read.exchange, (connection) => {
    read.connection = connection;
  });
  return read;
}

const allSettled = (reads: readonly Read[]): Promise<void> =>
  eventually(() => expect(reads.every(({ ended, failed }) => ended || failed !== undefined)).toBe(true));

const ports = (): ReadonlySet<number | undefined> => new Set(service.requests.map(({ socket }) => socket.remotePort));

test('reads of one turn share a connection, and so do those of the next; each gets its own answer', async () => {
  for (const turn of [1, 2]) {
    const reads = ['/a', '/b', '/c'].map((path) => join(path + turn));
    await allSettled(reads);
    expect(reads.map(({ body }) => body)).toEqual([`/a${turn}`, `/b${turn}`, `/c${turn}`]);
  }
  expect(ports().size).toBe(1);
});

test('many reads are spread over connections', async () => {
  const reads = Array.from({ length: 200 }, (_, i) => join(`/${i}`));
  await allSettled(reads);
  expect(reads.map(({ body }) => body)).toEqual(reads.map((_, i) => `/${i}`));
  expect(ports().size).toBe(4);
});

test('a client that goes away takes no answer from the others', async () => {
  const held: ServerResponse[] = [];
  service.answer = (_request, response) => void held.push(response);
  const [early, late, stays] = ['/early', '/late', '/stays'].map((path) => join(path)) as [Read, Read, Read];
  early.exchange.listener = undefined;
  await eventually(() => expect(held).toHaveLength(2));
  late.connection?.abandon(late.exchange);
  for (const response of held) response.end(response.req.url);
  await allSettled([stays]);
  expect([early.body, late.body, stays.body]).toEqual(['', '', '/stays']);
});

test('when all clients have gone, the connection is closed', async () => {
  let closed = false;
  service.answer = (request) => void request.socket.on('close', () => (closed = true));
  const reads = [join('/a'), join('/b')];
  await eventually(() => expect(service.requests.length).toBeGreaterThan(0));
  for (const { connection, exchange } of reads) connection?.abandon(exchange);
  await eventually(() => expect(closed).toBe(true));
});

test('a client that does not read holds up nobody else', async () => {
  const reads = [join('/slow', { pauses: true }), join('/next')];
  await allSettled(reads);
  expect(reads.map(({ body }) => body)).toEqual(['/slow', '/next']);
});

test('a service that closes after an answer has not answered the others: they may be asked again', async () => {
  service.answer = (request, response) => {
    response.setHeader('connection', 'close');
    response.end(request.url);
  };
  const reads = [join('/a'), join('/b'), join('/c')];
  await allSettled(reads);
  expect(reads.map(({ body, failed }) => failed ?? body)).toEqual(['/a', 'stale', 'stale']);
});

test('a service that breaks off without any answer fails them all alike', async () => {
  service.answer = (request) => void request.socket.destroy();
  const reads = [join('/a'), join('/b')];
  await allSettled(reads);
  expect(reads.map(({ failed }) => failed)).toEqual(['broken', 'broken']);
});

test('a connection is replaced when it is old enough, and never under an exchange', async () => {
  upstream.close();
  upstream = createUpstream({ name: 'query', url: new URL(service.url), maxAgeMs: 100 });
  await eventually(async () => {
    await allSettled([join('/again')]);
    expect(ports().size).toBeGreaterThan(2);
  });
});

describe('of a name with several addresses', () => {
  const names = createNames();
  const others: StubService[] = [];
  const instances = (): StubService[] => [service, ...others];
  const counts = (): number[] => instances().map(({ requests }) => requests.length);

  beforeEach(() => {
    upstream.close();
    const url = new URL(`http://query.test:${new URL(service.url).port}`);
    upstream = createUpstream({ name: 'query', url, maxAgeMs: 100, lookup: names.lookup });
  });
  afterEach(async () => {
    for (const other of others.splice(0)) await other.stop();
  });

  /** One more instance at the same port. */
  async function startOther(): Promise<void> {
    const host = `127.0.0.${2 + others.length}`;
    others.push(await startStubService(answerWithPath, Number(new URL(service.url).port), host));
    names.addresses = instances().map(({ url }) => new URL(url).hostname);
  }

  test('each connection begins with another, and all get their share even of reads that come one by one', async () => {
    await startOther();
    for (let i = 0; i < 20; i += 1) await allSettled([join('/a'), join('/b')]);
    for (let i = 0; i < 20; i += 1) {
      const reads = Array.from({ length: 80 }, () => join('/x'));
      await allSettled(reads);
    }
    for (const count of counts()) expect(count).toBeGreaterThan(400);
  });

  test('an instance that comes later gets its share when connections are replaced', async () => {
    await startOther();
    await allSettled([join('/a')]);
    await startOther();
    await eventually(async () => {
      await allSettled([join('/b')]);
      expect(Math.min(...counts())).toBeGreaterThan(3);
    });
  });

  test('one that refuses connections fails no request', async () => {
    names.addresses = ['127.0.0.1', '127.0.0.9'];
    for (let i = 0; i < 10; i += 1) {
      const read = join('/a');
      await allSettled([read]);
      expect(read.failed).toBeUndefined();
      read.connection?.destroy('the next read opens another');
    }
  });
});
