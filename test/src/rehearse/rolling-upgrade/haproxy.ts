import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@notes/testing';
import { freePort } from '../../harness/service-process.ts';

/** The ports behind an address. At first no connection leads to any of them. */
export type Backends = Readonly<Record<string, readonly number[]>>;

/** Connections that an instance refused, and those that broke before they had carried anything. */
export type Trouble = { readonly refused: number; readonly empty: number };

/**
 * Balancers of connections, as a Service in Kubernetes is one: each new connection goes to the next instance, nothing is known of
 * requests, nobody is asked for health, and a connection that is refused is refused.
 */
export class Haproxy {
  readonly #dir: string;
  readonly #child: ChildProcess;
  readonly #urls: ReadonlyMap<string, string>;

  private constructor(dir: string, child: ChildProcess, urls: ReadonlyMap<string, string>) {
    this.#dir = dir;
    this.#child = child;
    this.#urls = urls;
  }

  /** Rejects with what to do where there is no HAProxy. */
  static async start(backends: Backends): Promise<Haproxy> {
    const dir = await mkdtemp(join(tmpdir(), 'notes-haproxy-'));
    const ports = new Map<string, number>();
    for (const name of Object.keys(backends)) ports.set(name, await freePort());
    await writeFile(join(dir, 'haproxy.cfg'), configOf(dir, backends, ports));
    const program = process.env['HAPROXY_PATH'] || 'haproxy';
    const child = spawn(program, ['-db', '-f', join(dir, 'haproxy.cfg')], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (text) => (said += text));
    const failed = Promise.race([once(child, 'error'), once(child, 'exit')]).then(() => {
      const todo = 'Install HAProxy (apt-get install haproxy), or write HAPROXY_PATH=<program>.';
      throw new Error(said === '' ? `${program} cannot be started. ${todo}` : `${program} cannot run: ${said}`);
    });
    failed.catch(() => {});
    const urls = new Map([...ports].map(([name, port]) => [name, `http://127.0.0.1:${port}`]));
    const proxy = new Haproxy(dir, child, urls);
    await Promise.race([failed, eventually(() => proxy.#command('show info'), { timeoutMs: 10_000 })]);
    process.on('exit', () => child.kill('SIGKILL'));
    return proxy;
  }

  /** The address of a balancer. */
  url(name: string): string {
    return this.#urls.get(name) ?? '';
  }

  /** New connections lead to this server, too. */
  async use(name: string, port: number): Promise<void> {
    await this.#command(`set server ${name}/p${port} state ready`);
  }

  /** No new connection leads to this server; those that are open stay. */
  async rest(name: string, port: number): Promise<void> {
    await this.#command(`set server ${name}/p${port} state maint`);
  }

  async trouble(): Promise<Trouble> {
    const [head = '', ...rows] = (await this.#command('show stat')).replace(/^# /, '').trim().split('\n');
    const names = head.split(',');
    const servers = rows.map((row) => row.split(',')).filter((row) => row[1]?.startsWith('p'));
    const sum = (name: string) => servers.reduce((total, row) => total + Number(row[names.indexOf(name)]), 0);
    return { refused: sum('econ'), empty: sum('eresp') };
  }

  async stop(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
    await rm(this.#dir, { recursive: true, force: true });
  }

  /** Of the runtime API. Rejects with what HAProxy answers where it knows no such server. */
  async #command(text: string): Promise<string> {
    const socket = connect(join(this.#dir, 'admin'));
    socket.end(`${text}\n`);
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    if (/No such|Unknown/.test(answer)) throw new Error(`${text}: ${answer.trim()}`);
    return answer;
  }
}

function configOf(dir: string, backends: Backends, ports: ReadonlyMap<string, number>): string {
  const listens = Object.entries(backends).map(([name, servers]) =>
    [
      `listen ${name}`,
      `  bind 127.0.0.1:${ports.get(name)}`,
      '  balance roundrobin',
      ...servers.map((port) => `  server p${port} 127.0.0.1:${port} disabled`),
    ].join('\n'),
  );
  const common = [
    'global',
    `  stats socket ${join(dir, 'admin')} level admin`,
    'defaults',
    '  mode tcp',
    '  retries 0',
    '  timeout connect 2s',
    '  timeout client 2m',
    '  timeout server 2m',
  ].join('\n');
  return `${[common, ...listens].join('\n')}\n`;
}
