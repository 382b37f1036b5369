import { compareReadModel } from '../../harness/compare-read-model.ts';
import { call } from '../../harness/http.ts';
import { readLog } from '../../harness/read-log.ts';
import type { System } from '../../harness/system.ts';
import { checkHistory } from '../../history/check-history.ts';
import type { Log } from '../../history/note-log.ts';
import type { Audience } from './audience.ts';
import type { SteadyLoad } from './steady-load.ts';

type Judged = {
  readonly kafkaBrokers: string;
  readonly system: System;
  /** Where clients read. */
  readonly url: string;
  readonly load: SteadyLoad;
  readonly audience: Audience;
};

/**
 * Once the load has stopped: the log, and all that clients were told otherwise than it says. That an answer was an error is not wrong as
 * long as it is true.
 */
export async function judgeByLog(judged: Judged): Promise<{ readonly log: Log; readonly wrong: string[] }> {
  const { kafkaBrokers, system, url, load, audience } = judged;
  const { log, token } = await readLog(kafkaBrokers, system.env['NOTES_TOPIC'] ?? '');
  const headers = { 'consistency-token': token, prefer: 'wait=30' };
  const { status } = await call('GET', `${url}/v1/notes?limit=1`, { headers });
  if (status !== 200) return { log, wrong: [`the read model did not catch up: ${status}`] };
  const wrong = [...checkHistory(load, log), ...(await compareReadModel(system, log)), ...(await audience.wrong(log))];
  return { log, wrong };
}
