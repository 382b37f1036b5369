import { type Load, load, type Requests } from './load.ts';

const seconds = 8;
/** Until what is hot is compiled: three seconds in, either side is still a quarter slower. */
const warmUpSeconds = 10;
const turns = 3;

export type Pair = { readonly bare: Load; readonly ours: Load };
type Side = { readonly url: string; readonly requests: Requests };

/**
 * Ours and the yardstick in turn, so that a drift of the machine's speed meets both; the turn with the middle ratio counts.
 * Rejects if anything of ours failed.
 */
export async function comparePairs(bare: Side, ours: Side, connections = 64): Promise<Pair> {
  await load(bare.url, bare.requests, { connections, seconds: warmUpSeconds });
  await load(ours.url, ours.requests, { connections, seconds: warmUpSeconds });
  const pairs: Pair[] = [];
  for (let turn = 0; turn < turns; turn++) {
    pairs.push({
      bare: await load(bare.url, bare.requests, { connections, seconds }),
      ours: await load(ours.url, ours.requests, { connections, seconds }),
    });
  }
  const failed = pairs.reduce((sum, pair) => sum + pair.ours.failed, 0);
  if (failed > 0) throw new Error(`${failed} requests failed`);
  const middle = pairs.toSorted((a, b) => ratio(a) - ratio(b))[Math.floor(turns / 2)];
  if (middle === undefined) throw new Error('no pair was measured');
  return middle;
}

const ratio = ({ bare, ours }: Pair): number => ours.perSecond / bare.perSecond;
