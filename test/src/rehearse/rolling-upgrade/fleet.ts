import { setTimeout as wait } from 'node:timers/promises';
import { freePort, type ServiceName, ServiceProcess } from '../../harness/service-process.ts';
import type { System } from '../../harness/system.ts';
import { Haproxy } from './haproxy.ts';

/** How long a balancer goes on leading new connections to an instance that has been told to stop. */
const noticeMs = 2_000;
/** In the order in which an upgrade goes: what is read before what writes it. */
export const serviceNames: readonly ServiceName[] = ['projector', 'query', 'gateway', 'command'];

/** Two instances of each service behind a balancer, as two Deployments with `maxSurge: 1` and `maxUnavailable: 0` would keep them. */
export class Fleet {
  readonly balancer: Haproxy;
  /** What did not stop as it should. */
  readonly wrong: string[] = [];
  readonly #system: System;
  readonly #env: Readonly<Record<string, string>>;
  /** Oldest first. */
  readonly #running = new Map<ServiceName, ServiceProcess[]>();
  readonly #freePorts: ReadonlyMap<ServiceName, number[]>;

  private constructor(
    system: System,
    balancer: Haproxy,
    ports: ReadonlyMap<ServiceName, number[]>,
    env: Readonly<Record<string, string>>,
  ) {
    this.#system = system;
    this.#freePorts = ports;
    this.#env = env;
    this.balancer = balancer;
  }

  /** Starts everything, as it was built in `checkout`. */
  static async start(system: System, checkout: string, env: Readonly<Record<string, string>>): Promise<Fleet> {
    const ports = new Map<ServiceName, number[]>();
    for (const name of serviceNames) ports.set(name, [await freePort(), await freePort(), await freePort()]);
    const balancer = await Haproxy.start(Object.fromEntries(ports));
    const ways = { COMMAND_URL: balancer.url('command'), QUERY_URL: balancer.url('query') };
    const fleet = new Fleet(system, balancer, ports, { ...env, ...ways });
    for (const name of serviceNames) for (let i = 0; i < 2; i += 1) await fleet.#add(name, checkout);
    return fleet;
  }

  /** Where clients call. */
  get url(): string {
    return this.balancer.url('gateway');
  }

  /**
   * Replaces the instances of a service one by one: a new one is started and gets connections once it is ready; then an old one is told to
   * stop, and only after a while do new connections stay away from it.
   */
  async replace(name: ServiceName, checkout: string): Promise<void> {
    for (const old of [...(this.#running.get(name) ?? [])]) {
      await this.#add(name, checkout);
      const ended = old.end('SIGTERM');
      await wait(noticeMs);
      await this.balancer.rest(name, old.port);
      const code = await ended;
      if (code !== 0) this.wrong.push(`${name} ended with ${code}: ${old.output.slice(-500)}`);
      this.#running.set(
        name,
        (this.#running.get(name) ?? []).filter((one) => one !== old),
      );
      this.#freePorts.get(name)?.push(old.port);
    }
  }

  async #add(name: ServiceName, checkout: string): Promise<void> {
    const port = this.#freePorts.get(name)?.shift();
    if (port === undefined) throw new Error(`no port is left for ${name}`);
    const service = new ServiceProcess(name, port, { ...this.#system.env, ...this.#env }, 'bundle.js', checkout);
    this.#system.services.push(service);
    service.start();
    await service.ready();
    await this.balancer.use(name, port);
    this.#running.set(name, [...(this.#running.get(name) ?? []), service]);
  }
}
