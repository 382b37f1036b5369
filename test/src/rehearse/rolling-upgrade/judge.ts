import type { Stack } from '@notes/servers';
import { compareReadModel } from '../../harness/compare-read-model.ts';
import { call } from '../../harness/http.ts';
import { readLog } from '../../harness/read-log.ts';
import type { System } from '../../harness/system.ts';
import { checkHistory } from '../../history/check-history.ts';
import { describe } from '../../history/ledger.ts';
import type { Log } from '../../history/note-log.ts';
import type { Audience } from './audience.ts';
import type { Fleet } from './fleet.ts';
import type { SocketCalls } from './socket-calls.ts';
import type { SteadyLoad } from './steady-load.ts';

type Rehearsed = {
  readonly stack: Stack;
  readonly system: System;
  readonly fleet: Fleet;
  readonly load: SteadyLoad;
  readonly calls: SocketCalls;
  readonly audience: Audience;
};

/** All that is wrong, once the load has stopped: who got no answer or a 5xx, and what is not as the log says. */
export async function judge({ stack, system, fleet, load, calls, audience }: Rehearsed): Promise<string[]> {
  const { log, token } = await readLog(stack.kafkaBrokers, system.env['NOTES_TOPIC'] ?? '');
  const headers = { 'consistency-token': token, prefer: 'wait=30' };
  const caughtUp = await call('GET', `${fleet.url}/v1/notes?limit=1`, { headers });
  if (caughtUp.status !== 200) return [`the read model did not catch up: ${caughtUp.status}`];
  return [
    ...fleet.wrong,
    ...load.attempts.filter(({ answer }) => isFailure(answer?.status)).map(describe),
    ...load.reads
      .filter(({ answer }) => isFailure(answer?.status))
      .map(({ noteId, start, end, answer }) => `[${start}-${end} read ${noteId}] ${answer?.status} ${answer?.slug}`),
    ...calls.failed,
    ...wrongCalls(calls, log),
    ...audience.troubles,
    ...checkHistory(load, log).filter((each) => !isAskedOverSocket(each, calls)),
    ...(await compareReadModel(system, log)),
    ...(await audience.wrong(log)),
  ];
}

/** 408 is what a server says that has taken nothing: a failure to clients that do not know that. */
const isFailure = (status = 0): boolean => status === 0 || status === 408 || status >= 500;

const wrongCalls = ({ made }: SocketCalls, { notes }: Log): string[] =>
  [...made].flatMap(([id, version]) => {
    const logged = notes.get(id)?.versions.length ?? 0;
    return logged === version ? [] : [`over a socket, version ${version} of note ${id}, but the log has ${logged}`];
  });

/** The history holds what was asked over HTTP alone; a call over a socket that was answered was asked for, too. */
function isAskedOverSocket(line: string, { made }: SocketCalls): boolean {
  const id = /^nobody asked for .* of note (\S+)$/.exec(line)?.[1];
  return id !== undefined && made.has(id);
}
