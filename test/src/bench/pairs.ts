import { type Load, load, type Requests } from './load.ts';
import { cpuSeconds } from './process-figures.ts';

/** Many short turns rather than few long ones: a machine that others use, too, changes its speed within seconds. */
const seconds = 3;
/** Until what is hot is compiled: three seconds in, either side is still a quarter slower. */
const warmUpSeconds = 10;
const turns = 9;

/** `cpuUs`: CPU time of the process that served it, a request, in microseconds; NaN where it is not known. */
export type Measured = Load & { readonly cpuUs: number };
export type Pair = { readonly bare: Measured; readonly ours: Measured };
/** `pid`: of the process whose CPU time is to be known. */
type Side = { readonly url: string; readonly requests: Requests; readonly pid?: number };

/**
 * Ours and the yardstick in turn, each as often first as second, so that a drift of the machine's speed meets both; the turn with the
 * middle ratio of the rates counts, and the middle ratio of the CPU times. Rejects if anything of ours failed.
 */
export async function comparePairs(bare: Side, ours: Side, connections = 64): Promise<Pair> {
  await load(bare.url, bare.requests, { connections, seconds: warmUpSeconds });
  await load(ours.url, ours.requests, { connections, seconds: warmUpSeconds });
  const pairs: Pair[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const first = await measure(turn % 2 === 0 ? bare : ours, connections);
    const second = await measure(turn % 2 === 0 ? ours : bare, connections);
    pairs.push(turn % 2 === 0 ? { bare: first, ours: second } : { bare: second, ours: first });
  }
  const failed = pairs.reduce((sum, pair) => sum + pair.ours.failed, 0);
  if (failed > 0) throw new Error(`${failed} requests failed`);
  const middle = middleBy(pairs, ({ perSecond }) => perSecond);
  const { ours: oursOfCpu, bare: bareOfCpu } = middleBy(pairs, ({ cpuUs }) => cpuUs);
  return {
    ours: { ...middle.ours, cpuUs: oursOfCpu.cpuUs },
    bare: { ...middle.bare, cpuUs: bareOfCpu.cpuUs },
  };
}

async function measure({ url, requests, pid }: Side, connections: number): Promise<Measured> {
  const before = pid === undefined ? Number.NaN : cpuSeconds(pid);
  const done = await load(url, requests, { connections, seconds });
  const used = pid === undefined ? Number.NaN : cpuSeconds(pid) - before;
  return { ...done, cpuUs: (used * 1e6) / (done.perSecond * seconds) };
}

function middleBy(pairs: readonly Pair[], of: (measured: Measured) => number): Pair {
  const ratio = ({ bare, ours }: Pair): number => of(ours) / of(bare);
  const middle = pairs.toSorted((one, other) => ratio(one) - ratio(other))[Math.floor(pairs.length / 2)];
  if (middle === undefined) throw new Error('no pair was measured');
  return middle;
}
