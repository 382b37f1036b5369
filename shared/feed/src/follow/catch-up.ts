import type { Channel } from '../domain/channel.ts';
import type { Entry } from '../domain/entry.ts';
import type { Subscription } from '../domain/subscription.ts';
import type { FanOut } from './fan-out.ts';

/** What is wanted of the journal: the entries of a channel in a partition after one position, up to and including another. */
export type PageQuery = {
  readonly channel: Channel;
  readonly partition: number;
  readonly after: number;
  readonly upTo: number;
};

/**
 * In order, and all there are up to `reached`. That may be no further than `after`: a journal whose server has lost its last
 * moments does not hold yet again what was delivered from it.
 */
export type Page = { readonly entries: readonly Entry[]; readonly reached: number };

export type CatchUpPorts = {
  readPage(query: PageQuery): Promise<Page>;
  /** After the nth read in a row that brought nothing. */
  pause(failures: number): Promise<void>;
};

/**
 * Brings a subscription that is behind up to what has been delivered, partition by partition, from memory where it reaches back so
 * far, else from the journal, and makes it live in the same turn in which nothing is left. Stops when its sink is full: to
 * be called again when that has room. It waits for a journal that is unavailable or not set up yet.
 */
export async function catchUp(fanOut: FanOut, subscription: Subscription, ports: CatchUpPorts): Promise<void> {
  if (subscription.pumping) return;
  subscription.pumping = true;
  let failures = 0;
  while (pumpFromMemory(fanOut, subscription) === 'needs-journal') {
    if (await pumpPage(fanOut, subscription, ports).catch(() => false)) failures = 0;
    else {
      failures += 1;
      await ports.pause(failures);
    }
  }
  subscription.pumping = false;
}

/** As far as it gets without waiting, so that nothing can be delivered in between. */
function pumpFromMemory(fanOut: FanOut, subscription: Subscription): 'done' | 'needs-journal' {
  for (;;) {
    if (subscription.closed || subscription.cursors === undefined || subscription.sink.full) return 'done';
    const gap = firstGap(fanOut, subscription);
    if (gap === undefined) {
      subscription.goLive(fanOut.delivered);
      fanOut.pushSystem(subscription, '$caught_up');
      return 'done';
    }
    const entries = fanOut.remembered(gap.partition, gap.after);
    if (entries === undefined) return 'needs-journal';
    fanOut.counts.fromMemory += pump(fanOut, subscription, gap.partition, { entries, reached: gap.upTo });
  }
}

/** Whether it got any further. */
async function pumpPage(fanOut: FanOut, subscription: Subscription, { readPage }: CatchUpPorts): Promise<boolean> {
  const gap = firstGap(fanOut, subscription);
  if (gap === undefined) return true;
  const page = await readPage({ channel: subscription.channel, ...gap });
  if (page.reached <= gap.after) return false;
  if (!subscription.closed) fanOut.counts.fromJournal += pump(fanOut, subscription, gap.partition, page);
  return true;
}

type Gap = { readonly partition: number; readonly after: number; readonly upTo: number };

/** What has been delivered to others is in the journal without a gap; what comes after it may not be yet. */
function firstGap({ delivered }: FanOut, { cursors = [] }: Subscription): Gap | undefined {
  for (const [partition, upTo] of delivered.entries()) {
    const after = cursors[partition] ?? upTo;
    if (after < upTo) return { partition, after, upTo };
  }
  return undefined;
}

/** Gives how many were pushed. */
function pump(fanOut: FanOut, subscription: Subscription, partition: number, { entries, reached }: Page): number {
  const { sink } = subscription;
  let pushed = 0;
  for (const entry of entries) {
    if (sink.full) return pushed;
    subscription.moveCursor(partition, entry.pos);
    if (!subscription.wants(entry)) continue;
    sink.push(fanOut.frame(subscription, entry));
    pushed += 1;
  }
  // Full after the last entry, it goes on behind it all the same.
  subscription.moveCursor(partition, reached);
  return pushed;
}
