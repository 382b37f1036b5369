import type { History } from './attempt.ts';
import { checkAnswers } from './check-answers.ts';
import { checkEvents } from './check-events.ts';
import { checkOrder } from './check-order.ts';
import { checkReads } from './check-reads.ts';
import { Ledger } from './ledger.ts';
import type { Log } from './note-log.ts';

/**
 * All that is wrong with what clients were told, judged by the log alone; empty when all is well. Pure. That unknown
 * outcomes were resolved is for the caller to see to: it repeats them, and the repetitions are attempts like any other.
 */
export function checkHistory({ attempts, reads }: History, log: Log): string[] {
  const ledger = new Ledger(attempts, log);
  return [...checkEvents(ledger), ...checkAnswers(ledger), ...checkOrder(ledger), ...checkReads(reads, log)];
}
