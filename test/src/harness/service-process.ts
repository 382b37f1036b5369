import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath, pathToFileURL } from 'node:url';

export type ServiceName = 'command' | 'projector' | 'query' | 'gateway';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** For the environment of processes whose clocks are to be stepped. */
export const steppable = {
  NODE_OPTIONS: `--import=${pathToFileURL(`${root}shared/testing/dist/steppable-process.js`).href}`,
};

/** A built service as a process of its own, as anybody would run it: seen from outside only. */
export class ServiceProcess {
  readonly name: ServiceName;
  readonly port: number;
  readonly #env: Readonly<Record<string, string>>;
  readonly #file: string;
  #child: ChildProcess | undefined;
  #output = '';

  /**
   * `file` in the service's `dist` is what runs: the bundle, as everywhere, or the compiled sources that it is made of. `checkout`
   * is the folder that the service was built in.
   */
  constructor(
    name: ServiceName,
    port: number,
    env: Readonly<Record<string, string>>,
    file: 'bundle.js' | 'main.js' = 'bundle.js',
    checkout = root,
  ) {
    this.name = name;
    this.port = port;
    this.#env = env;
    this.#file = `${checkout}services/${name}/dist/${file}`;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error(`${this.name} is not running`);
    return pid;
  }

  /** What it has logged so far. */
  get output(): string {
    return this.#output;
  }

  /** Starts the process; resolves at once, see `ready`. */
  start(): void {
    const child = spawn(process.execPath, [this.#file], {
      env: { PATH: process.env['PATH'] ?? '', LOG_LEVEL: 'warn', ...this.#env, PORT: String(this.port) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (this.#output += text));
    const killAtExit = () => child.kill('SIGKILL');
    process.on('exit', killAtExit);
    child.once('exit', () => process.off('exit', killAtExit));
    this.#child = child;
  }

  /** Resolves once `/readyz` says 200; rejects with the last answer and the log after `timeoutMs`. */
  async ready(timeoutMs = 60_000): Promise<void> {
    const end = performance.now() + timeoutMs;
    let last = 'no answer';
    while (performance.now() < end) {
      try {
        const response = await fetch(`${this.url}/readyz`);
        if (response.ok) return;
        last = await response.text();
      } catch (error) {
        last = String(error);
      }
      if (this.#child?.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`${this.name} did not become ready: ${last}\n${this.#output}`);
  }

  /**
   * From now until it is started anew, its wall clock is so many milliseconds off. Timers run as ever. Its environment has to hold `steppable`.
   */
  stepClock(offMs: number): void {
    this.#child?.send({ clockIsOffMs: offMs }, () => {});
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Ends the process with a signal and resolves with its exit code once it is gone. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const exit = once(child, 'exit');
    child.kill(signal);
    const [code] = (await exit) as [number | null];
    return code;
  }

  async restart(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await this.end(signal);
    this.start();
  }
}

/** A TCP port that nobody listens on right now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  server.close();
  await once(server, 'close');
  return address.port;
}
