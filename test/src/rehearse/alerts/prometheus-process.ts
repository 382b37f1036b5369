import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPrometheus, ruleFiles } from '@notes/monitoring';
import { eventually } from '@notes/testing';
import { freePort } from '../../harness/service-process.ts';

export type Series = {
  readonly metric: Readonly<Record<string, string>>;
  /** Instants in seconds, and values. */
  readonly points: readonly (readonly [time: number, value: number])[];
};

/** A Prometheus that scrapes these addresses every five seconds and evaluates our rules. */
export class PrometheusProcess {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly url: string;

  private constructor(child: ChildProcess, folder: string, url: string) {
    this.#child = child;
    this.#folder = folder;
    this.url = url;
  }

  static async start(targets: readonly string[]): Promise<PrometheusProcess> {
    const { prometheus } = await findPrometheus();
    const folder = await mkdtemp(join(tmpdir(), 'notes-prometheus-'));
    const port = await freePort();
    const config = {
      global: { scrape_interval: '5s', scrape_timeout: '4s' },
      rule_files: ruleFiles().map(({ path }) => path),
      scrape_configs: [{ job_name: 'notes', static_configs: [{ targets }] }],
    };
    await writeFile(join(folder, 'prometheus.json'), JSON.stringify(config));
    const child = spawn(
      prometheus,
      [
        `--config.file=${join(folder, 'prometheus.json')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=error',
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    process.on('exit', () => child.kill('SIGKILL'));
    const started = new PrometheusProcess(child, folder, `http://127.0.0.1:${port}`);
    await eventually(async () => void (await started.query('up')), { timeoutMs: 30_000 });
    return started;
  }

  /** What a query gives now. */
  async query(expr: string): Promise<readonly Series[]> {
    return this.#ask(`/api/v1/query?query=${encodeURIComponent(expr)}`);
  }

  /** What it gave in the last minutes, every five seconds. */
  async queryRange(expr: string, minutes: number): Promise<readonly Series[]> {
    const [[now = 0] = []] = (await this.query('time()'))[0]?.points ?? [];
    const span = `start=${now - minutes * 60}&end=${now}&step=5`;
    return this.#ask(`/api/v1/query_range?query=${encodeURIComponent(expr)}&${span}`);
  }

  /** The names of the alerts that fire, with their component, if they have one. */
  async firing(): Promise<readonly string[]> {
    const found = await this.query('ALERTS{alertstate="firing"}');
    return [
      ...new Set(found.map(({ metric: { alertname = '', component } }) => [alertname, component].join(' ').trim())),
    ].sort();
  }

  async stop(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await gone;
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #ask(path: string): Promise<readonly Series[]> {
    const response = await fetch(`${this.url}${path}`);
    const { status, error, data } = (await response.json()) as Answer;
    if (status !== 'success') throw new Error(`Prometheus refuses ${decodeURIComponent(path)}: ${error}`);
    if (data.resultType === 'scalar') return [{ metric: {}, points: [read(data.result)] }];
    return data.result.map(({ metric, value, values }) => ({
      metric,
      points: (values ?? [value ?? [0, '0']]).map(read),
    }));
  }
}

type Point = readonly [time: number, value: string];
type Found = {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: Point;
  readonly values?: readonly Point[];
};
type Answer = {
  readonly status: string;
  readonly error?: string;
  readonly data:
    | { readonly resultType: 'vector' | 'matrix'; readonly result: readonly Found[] }
    | { readonly resultType: 'scalar'; readonly result: Point };
};

const read = ([time, value]: Point): readonly [number, number] => [time, Number(value)];
