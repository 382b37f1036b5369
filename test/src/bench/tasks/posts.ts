import { eventually } from '@notes/testing';
import { call } from '../../harness/http.ts';
import type { ServiceProcess } from '../../harness/service-process.ts';
import { type Servers, System } from '../../harness/system.ts';
import { type Latency, latencyOf } from '../latency.ts';
import { createNote, type Requests, type Sent } from '../load.ts';
import { comparePairs } from '../pairs.ts';
import type { Row } from '../report.ts';

const alone = 2_000;

/** For all that is written while no projector is at work: past it claims, which are cold, would be refused. */
const windowMb = '2048';

/** As long as the note of `createNote`. */
const createTask: Sent = {
  method: 'POST',
  path: '/v1/tasks',
  body: { title: 'Buy milk', subtitle: 'Two litres, the blue one.', severity: 1 },
};

/**
 * `POST /v1/tasks` beside `POST /v1/notes` ("bare") on the same command instance: without a unique value, which is one append as for a
 * note, and with one that nobody had before, which is two in a row.
 */
export async function benchTaskPosts(servers: Servers): Promise<readonly Row[]> {
  let taken = 0;
  const createUnique = (): Sent => ({
    ...{ method: 'POST', path: '/v1/tasks' },
    body: { ...(createTask.body as object), unique_title: `Errand ${++taken}` },
  });
  return [
    ...(await beside(servers, 'without a unique value', createNote, createTask, ['≥ 0.95 of notes', ''])),
    // Drawing each request costs the load generator something, so it draws the notes, too.
    ...(await beside(servers, 'with a unique value', () => createNote, createUnique, [
      '≥ 0.45 of notes',
      '≤ 2.2 of notes',
    ])),
  ];
}

/** On a system of its own: what no projector has applied yet fills the instance's memory, and is not to be the next pair's burden. */
async function beside(
  servers: Servers,
  how: string,
  notes: Requests,
  tasks: Requests,
  [crowd, one]: readonly [string, string],
): Promise<readonly Row[]> {
  const system = await System.create(servers);
  try {
    const command = await system.start('command', { NOTES_WINDOW_MB: windowMb });
    await untilTasksAreWritten(system, command);
    const { url, pid } = command;
    const pair = await comparePairs({ url, pid, requests: notes }, { url, pid, requests: tasks });
    const [bare, ours] = [await latencyOf(command.url, notes, alone), await latencyOf(command.url, tasks, alone)];
    const what = `POST /v1/tasks ${how} (bare: POST /v1/notes)`;
    const inMs = (name: string, of: (latency: Latency) => number, target = ''): Row => ({
      ...{ what: name, target },
      ...{ ours: of(ours), bare: of(bare) },
    });
    return [
      {
        ...{ what: `${what}, 64 connections, requests/s`, target: crowd },
        ...{ ours: pair.ours.perSecond, bare: pair.bare.perSecond },
      },
      { what: 'the same, p99 in ms', ours: pair.ours.p99Ms, bare: pair.bare.p99Ms, target: '' },
      {
        what: 'the same, CPU of the service in µs a request',
        ours: pair.ours.cpuUs,
        bare: pair.bare.cpuUs,
        target: '',
      },
      inMs(`${what}, 1 connection, p50 in ms`, ({ p50Ms }) => p50Ms, one),
      inMs('the same, p99 in ms', ({ p99Ms }) => p99Ms),
    ];
  } finally {
    await system.stop();
  }
}

/** The projector need not be at work while notes and tasks are measured, but must have announced that it reads both. */
async function untilTasksAreWritten(system: System, command: ServiceProcess): Promise<void> {
  const projector = await system.start('projector');
  await eventually(
    async () => {
      const { status } = await call('POST', `${command.url}${createTask.path}`, { body: createTask.body });
      if (status !== 201) throw new Error(`no task can be written: ${status}`);
    },
    { timeoutMs: 30_000, everyMs: 100 },
  );
  await projector.end();
}
