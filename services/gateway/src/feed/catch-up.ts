import type { Channel } from '../domain/channel.ts';
import type { Entry } from '../domain/entry.ts';
import { eventFrame } from '../domain/push-frame.ts';
import type { Subscription } from '../domain/subscription.ts';
import type { FanOut } from './fan-out.ts';

/** What is wanted of the journal: the entries of a channel in a partition after one position, up to and including another. */
export type PageQuery = {
  readonly channel: Channel;
  readonly partition: number;
  readonly after: number;
  readonly upTo: number;
};

/** In order, and all there are up to `reached`, which is beyond `after`. */
export type Page = { readonly entries: readonly Entry[]; readonly reached: number };

export type CatchUpPorts = {
  readPage(query: PageQuery): Promise<Page>;
  /** After the nth failure in a row to read a page. */
  pause(failures: number): Promise<void>;
};

/**
 * Brings a subscription that is behind up to what has been delivered, partition by partition, from memory where it reaches back so
 * far, else from the journal, and makes it live in the same turn in which nothing is left. Stops when its sink is full: to
 * be called again when that has room. A journal that is away is waited for.
 */
export async function catchUp(fanOut: FanOut, subscription: Subscription, ports: CatchUpPorts): Promise<void> {
  if (subscription.pumping) return;
  subscription.pumping = true;
  let failures = 0;
  while (pumpFromMemory(fanOut, subscription) === 'needs-journal') {
    try {
      await pumpPage(fanOut, subscription, ports);
      failures = 0;
    } catch {
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
    pump(subscription, gap.partition, { entries, reached: gap.upTo });
  }
}

async function pumpPage(fanOut: FanOut, subscription: Subscription, { readPage }: CatchUpPorts): Promise<void> {
  const gap = firstGap(fanOut, subscription);
  if (gap === undefined) return;
  const page = await readPage({ channel: subscription.channel, ...gap });
  if (!subscription.closed) pump(subscription, gap.partition, page);
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

function pump(subscription: Subscription, partition: number, { entries, reached }: Page): void {
  const { sink, channel } = subscription;
  for (const entry of entries) {
    if (sink.full) return;
    if (subscription.wants(entry)) sink.push(eventFrame(channel.name, entry));
    subscription.moveCursor(partition, entry.pos);
  }
  subscription.moveCursor(partition, reached);
}
