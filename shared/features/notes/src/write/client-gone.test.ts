import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { fromBeginning } from '@notes/kernel';
import { createHttpServer, createLogger, createMetrics, createReadiness } from '@notes/service';
import { type ItemWriter, registerWrites, type WrittenItem } from '@notes/writing/http';
import { expect, test, vi } from 'vitest';
import type { NoteFields } from '../contract/index.ts';
import { unreachable } from '../testing/unreachable.ts';
import { writableNotes } from './index.ts';

test('knows that a client has gone, so that nothing is decided for it any more', async () => {
  const orders: Parameters<ItemWriter<NoteFields>['write']>[0][] = [];
  let settle: (written: WrittenItem) => void = () => {};
  const server = await createHttpServer({
    ...{ name: 'test', title: 'Test', description: 'The write routes.', version: '0.0.0' },
    ...{ logger: createLogger('test', 'silent'), metrics: createMetrics('test'), readiness: createReadiness() },
    ...{ host: '127.0.0.1', port: 0 },
    register: (app) =>
      registerWrites(app, writableNotes, {
        ...unreachable(),
        items: {
          claim: async () => undefined,
          write: (order) => {
            orders.push(order);
            return new Promise((resolve) => (settle = resolve));
          },
        },
      }),
  });
  await server.listen();
  const socket = connect((server.app.server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  const body = '{"title":"Tea"}';
  const head = `POST /v1/notes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
  socket.write(`${head}\r\n\r\n${body}`);
  await vi.waitFor(() => expect(orders).toHaveLength(1));
  expect(orders[0]?.gone()).toBe(false);
  socket.destroy();
  await vi.waitFor(() => expect(orders[0]?.gone()).toBe(true));
  settle({ outcome: { kind: 'gone' }, end: { epoch: 'e', partition: 0, next: fromBeginning } });
  await server.close();
});
