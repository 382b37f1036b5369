import { Gauge } from 'prom-client';
import type { Metrics } from './metrics.ts';

/** To be called whenever a loop has come round, or a stage has got somewhere. */
export type Mark = () => void;

export type Ages = {
  /** Of what comes round by itself, whether there is anything to do or not. */
  loop(name: string): Mark;
  /** Of what moves only when there is something to move. */
  stage(name: string): Mark;
};

/**
 * Shows how long ago the loops of this process have last come round, and its stages last got somewhere; as long as it has not happened,
 * how long they have been watched. A quiet system and a dead reader have the same counters; their ages differ. Ages, not instants: they do
 * not depend on two clocks.
 */
export function showAges({ registry }: Metrics): Ages {
  const markers = (name: string, label: string, help: string): ((value: string) => Mark) => {
    const at = new Map<string, number>();
    new Gauge({
      ...{ name, help, registers: [registry] },
      labelNames: [label],
      collect() {
        for (const [value, ms] of at) this.set({ [label]: value }, (performance.now() - ms) / 1000);
      },
    });
    return (value) => {
      at.set(value, performance.now());
      return () => void at.set(value, performance.now());
    };
  };
  return {
    loop: markers('notes_loop_age_seconds', 'loop', 'How long ago a loop has last come round.'),
    stage: markers('notes_progress_age_seconds', 'stage', 'How long ago a stage has last got somewhere.'),
  };
}
