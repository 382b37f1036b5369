import { fromBeginning, type LogOpened, type Next } from '@notes/kernel';
import type { LogBatch } from '@notes/log';
import { formatTable } from '../table.ts';
import { isTable, type Shown, say } from '../terminal.ts';
import { aggregates, records } from './log-records.ts';
import type { OpenLog } from './read-log.ts';
import { ChainVerification } from './verify-chains.ts';

export type VerifyOptions = Shown & { readonly commands?: boolean };

const progressMs = 2_000;

/**
 * Reads the whole log, up to where it ends now, and prints whether every chain holds, and every unique value has one holder. Has the
 * process end with 1 if not. Memory grows with the subjects and not with the events; see ChainVerification.
 */
export async function verify(log: OpenLog, options: VerifyOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const { opened, topic } = log;
  if (opened === undefined)
    throw new Error(
      `The topic ${topic} does not begin with LogOpened: it is no log of Notes, or \`notes setup\` has not been run.`,
    );
  const reading = new Reading(log, opened, options, (text) => say(env, text));
  await reading.readOn();
  const suspicions = reading.verification.holdings.suspicions();
  // What caused them was in the log before they were, so it is read by now if everything is read that was there when they were found.
  if (suspicions.size > 0) await reading.readOn();
  const still = reading.verification.holdings.suspicions();
  print(
    reading,
    [...suspicions].filter((each) => still.has(each)),
    options,
  );
}

/** How far the log was read, and what was found. */
class Reading {
  readonly verification: ChainVerification;
  readonly opened: LogOpened;
  readonly log: OpenLog;
  readonly #next: Map<number, Next>;
  readonly #tell: (text: string) => void;
  #toldAt = performance.now();
  /** Offsets that hold no record: marks of transactions, or what was deleted from the middle. */
  holes = 0;

  constructor(log: OpenLog, opened: LogOpened, { commands }: VerifyOptions, tell: (text: string) => void) {
    this.log = log;
    this.opened = opened;
    this.verification = new ChainVerification(aggregates, records, opened, { commands });
    this.#next = new Map(log.partitions.map((partition) => [partition, log.starts.get(partition) ?? fromBeginning]));
    this.#tell = tell;
  }

  get next(): ReadonlyMap<number, Next> {
    return this.#next;
  }

  /** Up to where the log ends now. */
  async readOn(): Promise<void> {
    const until = await this.log.ends();
    await this.log.read(this.#next, (batch) => this.#take(batch, until), { until });
  }

  #take({ partition, from, next, records: batch }: LogBatch, until: ReadonlyMap<number, Next>): void {
    for (const record of batch) this.verification.take(record);
    this.holes += next - from - batch.length;
    this.#next.set(partition, next);
    const now = performance.now();
    if (now - this.#toldAt < progressMs) return;
    this.#toldAt = now;
    const [done, all] = [this.#next, until].map((each) => [...each.values()].reduce((sum, at) => sum + at, 0));
    this.#tell(`${this.verification.records} records read, ${Math.floor((100 * (done ?? 0)) / (all || 1))} %`);
  }
}

function print({ log, opened, verification, next, holes }: Reading, doubts: readonly string[], shown: Shown): void {
  const { records: read, accepted, withoutEffect, mistakes, families, holdings } = verification;
  const faults = [...beginnings(log), ...verification.faults, ...doubts];
  const counts = { records: read, accepted, without_effect: withoutEffect, offsets_without_record: holes };
  if (!isTable(shown)) {
    const unique = holdings.counts;
    const report = { topic: log.topic, epoch: opened.epoch, partitions: Object.fromEntries(next), ...counts };
    const doubtful = { mistakes, overlaps: holdings.overlaps };
    const found = { families: Object.fromEntries(families), unique, ...doubtful, faults, holds: faults.length === 0 };
    console.log(JSON.stringify({ ...report, ...found }, null, 2));
  } else {
    console.log(
      `log ${opened.epoch} in ${log.topic}: ${read} records in ${next.size} partitions, ${accepted} events accepted\n`,
    );
    const rows = [...families].map(([family, { subjects, live, deleted, events, frozen }]) => [
      ...[family, subjects, live, deleted, events, frozen],
    ]);
    console.log(formatTable(['', 'chains', 'live', 'deleted', 'events', 'frozen'], rows));
    console.log(`\nunique values held: ${holdings.counts.values}, claims: ${holdings.counts.claims}`);
    const reasons = Object.entries(withoutEffect).map(([reason, count]) => `${count} ${reason}`);
    console.log(`records without effect: ${reasons.join(', ')}`);
    for (const { position, reason, detail } of mistakes) console.log(`  ${position}  ${reason}: ${detail}`);
    if (holdings.overlaps.length > 0)
      console.log(
        `\nBy the stamps of the records, if the clocks of the brokers agree:\n${indented(holdings.overlaps)}`,
      );
    console.log(faults.length === 0 ? '\nEvery chain holds.' : `\nNot as it must be:\n${indented(faults)}`);
  }
  if (faults.length > 0) process.exitCode = 1;
}

const indented = (lines: readonly string[]): string => lines.map((line) => `  ${line}`).join('\n');

/** Partitions whose first record is gone: where their chains began cannot be known. */
const beginnings = ({ starts, partitions }: OpenLog): string[] =>
  partitions
    .filter((partition) => (starts.get(partition) ?? 0) > 0)
    .map(
      (partition) =>
        `partition ${partition} begins at ${starts.get(partition)}: what was before has been deleted, so chains that began there cannot be followed`,
    );
