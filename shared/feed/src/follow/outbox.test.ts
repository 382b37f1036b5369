import { expect, test } from 'vitest';
import { messages } from '../domain/entry.ts';
import { Outbox, type Transport } from './outbox.ts';

const kib = 1024;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Holds what is written until it is taken. */
class Pipe implements Transport {
  readonly encoding = messages;
  isOpen = true;
  bufferedBytes = 0;
  readonly writes: (readonly Buffer[])[] = [];
  #onWritten: (() => void)[] = [];

  write(frames: readonly Buffer[], onWritten: (() => void) | undefined): void {
    this.writes.push(frames);
    for (const { length } of frames) this.bufferedBytes += length;
    if (onWritten !== undefined) this.#onWritten.push(onWritten);
  }

  takeAllBut(bytes: number): void {
    this.bufferedBytes = bytes;
    for (const tell of this.#onWritten.splice(0)) tell();
  }
}

function open() {
  const pipe = new Pipe();
  const drained: boolean[] = [];
  const outbox: Outbox = new Outbox(pipe, () => drained.push(outbox.full));
  return { pipe, outbox, drained };
}

test('what is pushed in one turn goes out in one write', async () => {
  const { pipe, outbox } = open();
  outbox.push(Buffer.from('a'));
  outbox.push(Buffer.from('b'));
  await turn();
  outbox.push(Buffer.from('c'));
  await turn();
  expect(pipe.writes.map(String)).toEqual(['a,b', 'c']);
});

test('above 256 KiB it is full, and asks for more when it is down to 64 KiB', async () => {
  const { pipe, outbox, drained } = open();
  outbox.push(Buffer.alloc(200 * kib));
  await turn();
  expect(outbox.full).toBe(false);
  outbox.push(Buffer.alloc(100 * kib));
  expect(outbox.full).toBe(true);
  await turn();
  outbox.push(Buffer.alloc(kib));
  await turn();
  pipe.takeAllBut(65 * kib);
  expect([outbox.full, drained]).toEqual([true, []]);
  outbox.push(Buffer.alloc(1));
  await turn();
  pipe.takeAllBut(64 * kib);
  expect([outbox.full, drained]).toEqual([false, [false]]);
});

test('what has left in the meantime does not count', async () => {
  const { pipe, outbox } = open();
  outbox.push(Buffer.alloc(200 * kib));
  await turn();
  pipe.takeAllBut(0);
  outbox.push(Buffer.alloc(100 * kib));
  expect(outbox.full).toBe(false);
});

test('it is too slow when it is full for more than 30 seconds, or 1 MiB waits beside one frame', async () => {
  const { outbox } = open();
  outbox.push(Buffer.alloc(300 * kib));
  expect(outbox.isTooSlow(performance.now() + 29_000)).toBe(false);
  expect(outbox.isTooSlow(performance.now() + 31_000)).toBe(true);
  outbox.push(Buffer.alloc(8_000 * kib));
  outbox.push(Buffer.alloc(700 * kib));
  expect(outbox.isTooSlow(performance.now())).toBe(false);
  outbox.push(Buffer.alloc(100 * kib));
  expect(outbox.isTooSlow(performance.now())).toBe(true);
});

test('nothing is kept for a client that has gone', async () => {
  const { pipe, outbox } = open();
  outbox.push(Buffer.alloc(kib));
  pipe.isOpen = false;
  await turn();
  outbox.push(Buffer.alloc(kib));
  await turn();
  expect([pipe.writes, outbox.pendingBytes]).toEqual([[], 0]);
});
