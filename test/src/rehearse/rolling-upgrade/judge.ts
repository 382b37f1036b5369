import type { Stack } from '@notes/servers';
import type { System } from '../../harness/system.ts';
import { describe } from '../../history/ledger.ts';
import type { Log } from '../../history/note-log.ts';
import type { Audience } from '../clients/audience.ts';
import { judgeByLog } from '../clients/judge-by-log.ts';
import type { SocketCalls } from '../clients/socket-calls.ts';
import type { SteadyLoad } from '../clients/steady-load.ts';
import type { Fleet } from './fleet.ts';

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
  const { kafkaBrokers } = stack;
  const { log, wrong } = await judgeByLog({ kafkaBrokers, system, url: fleet.url, load, audience });
  return [
    ...fleet.wrong,
    ...load.attempts.filter(({ answer }) => isFailure(answer?.status)).map(describe),
    ...load.reads
      .filter(({ answer }) => isFailure(answer?.status))
      .map(({ noteId, start, end, answer }) => `[${start}-${end} read ${noteId}] ${answer?.status} ${answer?.slug}`),
    ...calls.failed,
    ...wrongCalls(calls, log),
    ...audience.troubles,
    ...wrong.filter((each) => !isAskedOverSocket(each, calls)),
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
