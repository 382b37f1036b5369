import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@notes/testing';

const startTimeoutMs = 100_000;

/** A system that was started by one command, as `npm start` does it once everything is built. */
export class StartedSystem {
  readonly #child: ChildProcess;
  readonly #dir: string;
  output = '';

  private constructor(root: string, env: NodeJS.ProcessEnv) {
    this.#dir = join(root, '.local');
    mkdirSync(this.#dir, { recursive: true });
    const names = ['kafka', 'kafkaController', 'postgres', 'redis', 'gateway', 'command', 'query', 'projector'];
    // Any port, where another system is about to start beside this one.
    const ports = Object.fromEntries(names.map((name) => [name, 0]));
    writeFileSync(join(this.#dir, 'ports.json'), JSON.stringify(ports));
    this.#child = spawn(process.execPath, [join(root, 'infra/local/dist/bundle.js'), 'start'], {
      cwd: root,
      env,
      detached: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream?.on('data', (text) => (this.output += text));
  }

  /** Resolves with the system and the address of its gateway once all of it is ready; rejects with what it printed if it ends before. */
  static async start(root: string, env: NodeJS.ProcessEnv): Promise<StartedSystem & { readonly url: string }> {
    const system = new StartedSystem(root, env);
    try {
      await eventually(() => system.#running(), { timeoutMs: startTimeoutMs });
      return Object.assign(system, { url: system.#url() });
    } catch (error) {
      await system.stop();
      throw new Error(system.output, { cause: error });
    }
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exit;
  }

  #running(): void {
    if (this.#child.exitCode === null && !this.output.includes('Notes is running')) throw new Error('not yet');
  }

  #url(): string {
    const { urls } = JSON.parse(readFileSync(join(this.#dir, 'stack.json'), 'utf8')) as { urls: { gateway: string } };
    return urls.gateway;
  }
}
