import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { StackError } from './stack-error.ts';

const host = '127.0.0.1';
const attempts = 100;

type PortChoice = {
  readonly port: number;
  /** The first choice, when that was taken. */
  readonly movedFrom?: number;
};

export type PortBook = {
  /**
   * A port on the loopback address that is free now: the one of the last time, else `wanted` (0: any), else the next free
   * one above. No two calls give the same.
   */
  readonly choose: (name: string, wanted: number) => Promise<PortChoice>;
};

/** Remembers in `file` which port each name had, so that addresses stay the same from start to start where they can. */
export function openPortBook(file: string, isFree: (port: number) => Promise<boolean> = portIsFree): PortBook {
  const former = readPorts(file);
  const chosen = new Map<string, number>();
  let queue: Promise<unknown> = Promise.resolve();

  const choose = async (name: string, wanted: number): Promise<PortChoice> => {
    const first = former[name] ?? wanted;
    const taken = new Set(chosen.values());
    const port =
      first === 0 ? await anyPort() : await firstFree(first, async (p) => !taken.has(p) && (await isFree(p)));
    chosen.set(name, port);
    writeFileSync(file, `${JSON.stringify({ ...former, ...Object.fromEntries(chosen) }, null, 2)}\n`);
    return first === 0 || port === first ? { port } : { port, movedFrom: first };
  };
  return {
    choose: (name, wanted) => {
      const result = queue.then(() => choose(name, wanted));
      queue = result.catch(() => undefined);
      return result;
    },
  };
}

function readPorts(file: string): Record<string, number> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
  } catch {
    return {};
  }
}

async function firstFree(from: number, isFree: (port: number) => Promise<boolean>): Promise<number> {
  const last = Math.min(from + attempts, 65_536);
  for (let port = from; port < last; port += 1) if (await isFree(port)) return port;
  throw new StackError(`No free port from ${from} to ${last - 1} on ${host}: close something that listens there.`);
}

/** Whether a server may listen on the port of the loopback address right now. */
export function portIsFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

function anyPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
