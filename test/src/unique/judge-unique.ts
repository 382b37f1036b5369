import type { Task } from '@notes/features/tasks/contract';
import { eventually } from '@notes/testing';
import { keepAsJson } from '../faults/keep-evidence.ts';
import type { Site } from '../faults/stage.ts';
import { call } from '../harness/http.ts';
import { readRecords } from '../harness/read-log.ts';
import { checkUnique } from './check-unique.ts';
import { compareRebuild, compareTasks } from './compare-tasks.ts';
import { values } from './draw-task-command.ts';
import { TaskLog } from './task-log.ts';
import type { UniqueLoad } from './unique-load.ts';

const resolveMs = 60_000;
/** Within this every value that nobody holds can be had: a claim that leads nowhere is taken over after about a second. */
const freeMs = 10_000;

export type Verdict = { readonly wrong: readonly string[]; readonly log: TaskLog };

/** What is wrong, once the load has stopped and everything is mended; and the log that it was judged by. */
export async function judgeUnique(site: Site, load: UniqueLoad): Promise<Verdict> {
  const open = await load.resolveAll(resolveMs);
  const log = await readTasks(site);
  const wrong = [
    ...open.map((command) => `never answered for good: ${JSON.stringify(command)}`),
    ...checkUnique(load.attempts, log),
    // The judge asks for the values itself, which is no attempt of a client's, so the log is read again after that.
    ...(await lostValues(site, log)),
    ...(await compareTasks(site.system, await readTasks(site))),
    ...(await compareRebuild(site.system)),
  ];
  if (wrong.length > 0) {
    const services = Object.fromEntries(site.system.services.map((s) => [`${s.name} ${s.port}`, s.output]));
    const found = { wrong, attempts: load.attempts, tasks: Object.fromEntries(log.tasks), services };
    console.error(`The whole history is in ${await keepAsJson(found)}`);
  }
  return { wrong, log };
}

/** The tasks by the log, once the read model has caught up with it. */
async function readTasks({ stack, system, others }: Site): Promise<TaskLog> {
  const { records, token } = await readRecords(stack.kafkaBrokers, system.env['NOTES_TOPIC'] ?? '');
  const headers = { 'consistency-token': token, prefer: 'wait=30' };
  const caughtUp = await call('GET', `${others.query.url}/v1/tasks?limit=1`, { headers });
  if (caughtUp.status !== 200) throw new Error(`the read model did not catch up: ${caughtUp.status}`);
  return new TaskLog(records);
}

/** No value is lost for ever: whoever asks for one that nobody holds has it in time, and else is told who holds it. */
async function lostValues({ writers }: Site, { spells }: TaskLog): Promise<string[]> {
  const asked = values.map(async (value, i) => {
    const holder = spells.get(value)?.find(({ untilMs }) => untilMs === Number.POSITIVE_INFINITY)?.task;
    const { status, body } = await take(`${writers[i % writers.length]}/v1/tasks`, value);
    const asItIs = holder === undefined ? status === 201 : status === 409 && body['holder'] === `/v1/tasks/${holder}`;
    return asItIs ? [] : [`a value is lost: ${value}, held by ${holder}, was ${status} ${JSON.stringify(body)}`];
  });
  return (await Promise.all(asked)).flat();
}

type Taken = { readonly status: number; readonly body: Partial<Task> & Record<string, unknown> };

const take = (url: string, value: string): Promise<Taken> => {
  const ask = async (): Promise<Taken> => {
    const answer = await call('POST', url, { body: { title: 'Last', unique_title: value } });
    if (answer.status >= 500) throw new Error(`${value}: ${JSON.stringify(answer.body)}`);
    return answer;
  };
  return eventually(ask, { timeoutMs: freeMs, everyMs: 100 }).catch((error: Error) => ({
    ...{ status: 0, body: { failed: error.message } },
  }));
};
