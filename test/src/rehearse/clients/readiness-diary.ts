import { setTimeout as wait } from 'node:timers/promises';
import type { ServiceProcess } from '../../harness/service-process.ts';

const everyMs = 200;
const shownLength = 160;

type State = { readonly ready: boolean; readonly checks: Readonly<Record<string, string>> };
type Entry = { readonly who: string; readonly atMs: number; readonly what: string };

/** Writes down what the services answer at `/readyz` whenever that changes. */
export class ReadinessDiary {
  readonly #began = performance.now();
  readonly #entries: Entry[] = [];
  readonly #now = new Map<string, string>();
  #stopped = false;

  constructor(services: readonly ServiceProcess[]) {
    for (const [i, service] of services.entries()) void this.#watch(service, `${service.name} ${i + 1}`);
  }

  print(): void {
    console.log('\nAnswers of /readyz, whenever they changed:');
    for (const { who, atMs, what } of this.#entries.toSorted((a, b) => a.atMs - b.atMs))
      console.log(`- ${(atMs / 1_000).toFixed(1)} s, ${who}: ${what.slice(0, shownLength)}`);
  }

  /** What is not 200 among them. */
  unready(): string[] {
    return this.#entries.filter(({ what }) => !what.startsWith('200')).map(({ who, what }) => `${who}: ${what}`);
  }

  /** The last answer of each, by its name. */
  now(): ReadonlyMap<string, string> {
    return this.#now;
  }

  stop(): void {
    this.#stopped = true;
  }

  async #watch({ url }: ServiceProcess, who: string): Promise<void> {
    let before = '200';
    for (; !this.#stopped; await wait(everyMs)) {
      const what = await readinessOf(url);
      if (what !== before) this.#entries.push({ who, atMs: performance.now() - this.#began, what });
      before = what;
      this.#now.set(who, what);
    }
  }
}

async function readinessOf(url: string): Promise<string> {
  try {
    const response = await fetch(`${url}/readyz`);
    const { checks } = (await response.json()) as State;
    const wrong = Object.entries(checks).filter(([, state]) => state !== 'ok');
    return [response.status, ...wrong.map(([name, state]) => `${name}: ${state}`)].join(', ');
  } catch (error) {
    return `no answer: ${error instanceof Error ? (error.cause ?? error.message) : error}`;
  }
}
