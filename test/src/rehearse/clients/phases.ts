import { loadavg } from 'node:os';
import { percentiles } from '../../bench/latency.ts';
import type { Answer, Attempt, Read } from '../../history/attempt.ts';
import type { Audience } from './audience.ts';
import type { SteadyLoad } from './steady-load.ts';

type Phase = { readonly name: string; readonly from: number; readonly load: number };

type Call = { readonly start: number; readonly end: number; readonly answer: Answer | undefined };

/** What a rehearsal is in the course of, for a table in Markdown with what clients saw in each phase. */
export class Phases {
  readonly #load: SteadyLoad;
  readonly #audience: Audience;
  readonly #phases: Phase[] = [];

  constructor(load: SteadyLoad, audience: Audience) {
    this.#load = load;
    this.#audience = audience;
  }

  /** From now on it is another phase. */
  begin(name: string): void {
    this.#phases.push({ name, from: performance.now(), load: loadavg()[0] ?? 0 });
  }

  /** Calls count for the phase in which they began. What was refused is listed below, in the words that clients got. */
  print(): void {
    const problems: string[] = [];
    console.log(
      '| | s | writes | longest without | reads | longest without | visible p50, p99 | pushed p50, p99 | load |',
    );
    console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
    for (const [i, { name, from, load }] of this.#phases.entries()) {
      const until = this.#phases[i + 1]?.from ?? performance.now();
      const within = <T extends Call>(calls: readonly T[]): T[] =>
        calls.filter(({ start }) => start >= from && start < until);
      const attempts = within(this.#load.attempts);
      const reads = within(this.#load.reads);
      const cells = [
        ...[name, ((until - from) / 1_000).toFixed(1)],
        ...[counted(attempts), ms(longestWithout(this.#load.attempts, from, until))],
        ...[counted(reads), ms(longestWithout(this.#load.reads, from, until))],
        ...[both(this.#visibleMs(reads, attempts)), both(this.#audience.deliveredMs(attempts)), load.toFixed(1)],
      ];
      console.log(`| ${cells.join(' | ')} |`);
      problems.push(
        ...[...problemsIn([...attempts, ...reads])].map(([what, count]) => `- ${name}: ${count} × ${what}`),
      );
    }
    console.log('');
    for (const each of problems) console.log(each);
  }

  /** Of the reads that were answered with what was written. */
  #visibleMs(reads: readonly Read[], attempts: readonly Attempt[]): number[] {
    const answeredAt = new Map(attempts.map(({ answer, end }) => [answer?.token, end]));
    return reads.flatMap(({ token, end, answer }) => {
      const written = token === undefined ? undefined : answeredAt.get(token);
      return written === undefined || !succeeded(answer) ? [] : [end - written];
    });
  }
}

/** A 404 or 412 is an answer like any other. */
export const succeeded = (answer: Answer | undefined): boolean =>
  answer !== undefined && answer.status < 500 && answer.status !== 408;

/** The longest time between two moments in which no call was answered. */
function longestWithout(calls: readonly Call[], from: number, until: number): number {
  const ends = calls
    .filter(({ answer, end }) => succeeded(answer) && end > from && end < until)
    .map(({ end }) => end)
    .toSorted((a, b) => a - b);
  let longest = 0;
  let before = from;
  for (const end of [...ends, until]) {
    longest = Math.max(longest, end - before);
    before = end;
  }
  return longest;
}

/** How many were answered, and by what the others were refused. */
function counted(calls: readonly Call[]): string {
  const counts = new Map<string, number>();
  for (const { answer } of calls) {
    const what = succeeded(answer)
      ? 'answered'
      : answer === undefined
        ? 'no answer'
        : `${answer.status} ${answer.slug}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ');
}

/** What clients were told of those of their calls that were not done. */
function problemsIn(calls: readonly Call[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { answer } of calls) {
    if (answer === undefined || succeeded(answer)) continue;
    const { detail } = answer.body as { detail?: string };
    const text = `${answer.status} ${answer.slug}: ${detail}`;
    found.set(text, (found.get(text) ?? 0) + 1);
  }
  return found;
}

const both = (times: number[]): string => {
  const { p50Ms, p99Ms } = percentiles(times);
  return times.length === 0 ? '' : `${p50Ms.toFixed(0)}, ${p99Ms.toFixed(0)} ms`;
};

const ms = (time: number): string => `${time.toFixed(0)} ms`;
