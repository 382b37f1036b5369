import { setTimeout as wait } from 'node:timers/promises';
import type { ManagedServer } from '@notes/servers';

const pauseMs = 1_000;

/** Starts a server anew whenever it has ended, as systemd and Kubernetes do. `ends`: how often it has. */
export class Supervisor {
  ends = 0;
  readonly #server: ManagedServer;
  readonly #running: Promise<void>;
  #stopped = false;

  constructor(server: ManagedServer) {
    this.#server = server;
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    for (; !this.#stopped; await wait(pauseMs)) {
      if (this.#server.pid !== undefined) continue;
      this.ends += 1;
      // One that ends while it starts is started again.
      await this.#server.restart().catch(() => {});
    }
  }
}
