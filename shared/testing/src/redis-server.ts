import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.ts';

/** A Redis of a test's own, which it may demote, pause and end. */
export type RedisServer = {
  readonly port: number;
  readonly url: string;
  /** Sends one command and gives the answer as it comes over the wire. */
  say(command: string): Promise<string>;
  signal(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
};

/** Starts `program` with these arguments on a free port of this machine, and resolves when it answers. It keeps nothing. */
export async function startRedisServer(program: string, ...args: readonly string[]): Promise<RedisServer> {
  const port = await freePort();
  const dir = await mkdtemp(join(tmpdir(), 'notes-redis-'));
  // A Sentinel wants a file that it can write to.
  const config = join(dir, 'redis.conf');
  await writeFile(config, `bind 127.0.0.1\nport ${port}\ndir ${dir}\nsave ""\nrepl-diskless-sync-delay 0\n`);
  const child = spawn(program, [config, ...args], { stdio: 'ignore' });
  const killAtExit = (): void => void child.kill('SIGKILL');
  process.on('exit', killAtExit);
  const say = (command: string): Promise<string> => ask(port, command);
  try {
    await eventually(() => say('PING'), { timeoutMs: 10_000 });
  } catch (error) {
    await end(child);
    throw error;
  }
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    say,
    signal: (signal) => void child.kill(signal),
    async stop() {
      process.off('exit', killAtExit);
      await end(child);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** As one line, which Redis takes, too. What follows the answer is the answer to a PING: a Sentinel, from Redis 7 on, knows no QUIT. */
function ask(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${command}\r\nPING\r\n`));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
      if (answer.endsWith(pong)) socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer.slice(0, -pong.length)));
  });
}

const pong = '+PONG\r\n';

/** Not higher: a node of a cluster listens ten thousand ports above its own, too, and does not start where there is none. */
const highestPort = 55_535;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port <= highestPort ? port : freePort();
}
