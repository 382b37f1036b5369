import { eventually } from '@notes/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Fault, faults, harmless, patienceMs } from './faults/faults.ts';
import { judge } from './faults/judge.ts';
import { openStage, type Stage } from './faults/stage.ts';
import { outcomeOf } from './history/attempt.ts';
import { Random } from './load/random.ts';

const firstSeed = Number(process.env['FAULT_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const rounds = Number(process.env['FAULT_ROUNDS'] ?? 1);
const seeds = Array.from({ length: rounds }, (_, round) => firstSeed + round * 1_000);

describe.each(seeds)('under a load of everything, FAULT_SEED=%i:', (seed) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(async () => {
    await stage?.load.stop();
    await stage?.stop();
  });

  /** Every instance, and the gateway, has answered anew with success. */
  async function writesGoOn(): Promise<void> {
    const before = stage.load.succeeded();
    const check = (): void => {
      for (const [via, count] of stage.load.succeeded()) expect(count, via).toBeGreaterThan((before.get(via) ?? 0) + 5);
    };
    await eventually(check, { timeoutMs: patienceMs, everyMs: 50 });
  }

  async function underLoad(fault: Fault, random: Random): Promise<void> {
    stage.load.start(random.int(2 ** 31));
    try {
      await writesGoOn();
      await fault(stage, random);
      await Promise.all(stage.system.services.map((service) => service.ready(patienceMs)));
      await writesGoOn();
    } finally {
      await stage.load.stop();
    }
  }

  function report(name: string, from: number, began: number): void {
    const attempts = stage.load.attempts.slice(from);
    const unknown = attempts.filter((attempt) => outcomeOf(attempt) === 'unknown').length;
    const took = ((performance.now() - began) / 1_000).toFixed(1);
    console.log(`${name}: ${attempts.length} attempts, ${unknown} with unknown outcome, ${took} s`);
  }

  test.each(Object.entries(harmless))(
    'with %s no attempt is left in the dark, and nothing is said to be away',
    async (name, fault) => {
      const from = stage.load.attempts.length;
      await underLoad(fault, new Random(seed + 500 * Object.keys(harmless).indexOf(name)));
      const slugs = new Set(stage.load.attempts.slice(from).flatMap(({ answer }) => answer?.slug ?? []));
      expect([...slugs]).not.toContain('outcome-unknown');
      expect([...slugs]).not.toContain('unavailable');
      expect([...slugs]).not.toContain('read-model-behind');
      expect(await judge(stage)).toEqual([]);
    },
  );

  test.each(Object.entries(faults))(
    '%s: no answer was a lie, nothing is lost, nothing counts twice, and the feed has told of all of it',
    async (name, fault) => {
      const [from, began] = [stage.load.attempts.length, performance.now()];
      await underLoad(fault, new Random(seed + Object.keys(faults).indexOf(name) + 1));
      const wrong = await judge(stage);
      report(name, from, began);
      expect(wrong.slice(0, 20)).toEqual([]);
    },
  );
});
