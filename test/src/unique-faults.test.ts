import { eventually } from '@notes/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Fault, faults, patienceMs, replacedCommand, shuffled } from './faults/faults.ts';
import { openSite, type Site } from './faults/stage.ts';
import { outcomeOf } from './history/attempt.ts';
import { Random } from './load/random.ts';
import { judgeUnique } from './unique/judge-unique.ts';
import { UniqueLoad } from './unique/unique-load.ts';

const seed = Number(process.env['FAULT_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
/** So many of all clients together are to be answered for good; the faults come again and again until then. Without it, the first two kinds once. */
const operations = Number(process.env['UNIQUE_OPERATIONS'] ?? 0);
/** Few beside other tests, which they would slow down. */
const clients = operations === 0 ? 16 : 64;
/** So many are answered between two faults. */
const between = operations === 0 ? 0 : 1_000;

const known = (name: keyof typeof faults): [string, Fault] => {
  const fault = faults[name];
  if (fault === undefined) throw new Error(`there is no fault "${name}"`);
  return [name, fault];
};

const kinds: readonly [string, Fault][] = [
  known('each command instance is killed'),
  known('the ways to Kafka are slow, silent, cut'),
  ['each command instance is replaced', replacedCommand],
  known('a command instance sleeps past every deadline, and wakes'),
  known('projector, query and gateway are killed'),
  known('the projector pauses'),
  known('the broker is killed'),
  known('Postgres is restarted'),
  known('Redis is lost'),
  known('the ways to Postgres are slow, silent, cut'),
  known('clocks step while the broker pauses for 5 s'),
  known('clocks step while a way to Kafka stalls'),
];

let site: Site;
let load: UniqueLoad;

beforeAll(async () => {
  site = await openSite();
  load = new UniqueLoad(site.writers, clients);
});
afterAll(async () => {
  await load?.stop();
  await site?.stop();
});

/** Every instance, and the gateway, has answered anew with success. */
async function writesGoOn(): Promise<void> {
  const before = load.succeeded;
  const check = (): void => {
    for (const [via, count] of load.succeeded) expect(count, via).toBeGreaterThan((before.get(via) ?? 0) + 5);
  };
  await eventually(check, { timeoutMs: patienceMs, everyMs: 50 });
}

async function untilAnswered(count: number): Promise<void> {
  const goal = load.answered + count;
  await eventually(() => expect(load.answered).toBeGreaterThanOrEqual(goal), {
    timeoutMs: patienceMs,
    everyMs: 200,
  });
}

async function suffer([name, fault]: [string, Fault], random: Random): Promise<void> {
  const [from, began] = [load.attempts.length, performance.now()];
  await fault(site, random);
  await Promise.all(site.system.services.map((service) => service.ready(patienceMs)));
  await writesGoOn();
  await untilAnswered(between);
  const attempts = load.attempts.slice(from);
  const count = (is: (attempt: (typeof attempts)[number]) => boolean): number => attempts.filter(is).length;
  const [unknown, refused] = [
    count((attempt) => outcomeOf(attempt) === 'unknown'),
    count(({ answer }) => answer?.slug === 'not-unique'),
  ];
  const took = ((performance.now() - began) / 1_000).toFixed(1);
  console.log(`${name}: ${attempts.length} operations, ${refused} not unique, ${unknown} unknown, ${took} s`);
}

/** How many operations were answered how. */
function answersOf({ attempts }: UniqueLoad): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { answer } of attempts) {
    const how = answer === undefined ? 'no answer' : (answer.slug ?? (answer.replayed ? 'replayed' : answer.status));
    counts[how] = (counts[how] ?? 0) + 1;
  }
  return counts;
}

test(`never two live holders, no refusal without a holder, no value lost, every acknowledged task there, FAULT_SEED=${seed}`, {
  timeout: 120_000 + 100 * operations,
}, async () => {
  const random = new Random(seed);
  load.start(seed);
  await writesGoOn();
  let left: [string, Fault][] = kinds.slice(0, 2);
  do {
    for (const kind of left) await suffer(kind, random);
    left = shuffled(kinds, random);
  } while (load.answered < operations);
  await load.stop();
  const { wrong, log } = await judgeUnique(site, load);
  const taken = [...log.spells.values()].reduce((sum, spells) => sum + spells.length, 0);
  console.log(
    `${load.attempts.length} operations, ${load.answered} answered for good; ${log.tasks.size} tasks, ` +
      `${taken} values taken, ${log.fences} fences, ${log.void} events void`,
  );
  console.log(JSON.stringify(answersOf(load)));
  expect(wrong.slice(0, 20)).toEqual([]);
  // Else there was nothing to get wrong.
  expect(taken).toBeGreaterThan(30);
});
