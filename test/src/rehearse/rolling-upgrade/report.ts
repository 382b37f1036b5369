import type { Latency } from '../../bench/latency.ts';

/** What one round, in which every instance was replaced, came to. */
export type Round = {
  readonly n: number;
  readonly to: 'new' | 'old';
  readonly seconds: number;
  /** Status of each answer over HTTP; undefined: none came. */
  readonly answers: readonly (number | undefined)[];
  readonly calls: number;
  readonly callsFailed: number;
  /** From the answer to a write until a read with its token was answered. */
  readonly visible: Latency;
  /** From the answer to a write until the first client was pushed it. */
  readonly delivered: Latency;
  /** The average of the machine over the last minute. */
  readonly load: number;
};

/** Of a table in Markdown. */
export const heading = [
  '| round | to  | s | answers | ≥ 500 | none | 408 | calls | failed | visible p50, p99 ms | pushed p50, p99 ms | load |',
  '| ----- | --- | - | ------- | ----- | ---- | --- | ----- | ------ | ------------------- | ------------------ | ---- |',
].join('\n');

export function row({ n, to, seconds, answers, calls, callsFailed, visible, delivered, load }: Round): string {
  const failed = answers.filter((status) => status !== undefined && status >= 500).length;
  const none = answers.filter((status) => status === undefined).length;
  const notTaken = answers.filter((status) => status === 408).length;
  const cells = [n, to, seconds.toFixed(0), answers.length, failed, none, notTaken, calls, callsFailed];
  return `| ${[...cells, both(visible), both(delivered), load.toFixed(1)].join(' | ')} |`;
}

const both = ({ p50Ms, p99Ms }: Latency): string => `${p50Ms.toFixed(0)}, ${p99Ms.toFixed(0)}`;
