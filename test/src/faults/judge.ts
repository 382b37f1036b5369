import { compareReadModel } from '../harness/compare-read-model.ts';
import { call } from '../harness/http.ts';
import { readLog } from '../harness/read-log.ts';
import { checkHistory } from '../history/check-history.ts';
import { keepEvidence } from './keep-evidence.ts';
import type { Stage } from './stage.ts';

/** What is judged: a stage, whatever its servers are. */
export type Judged = Pick<Stage, 'audience' | 'load' | 'system' | 'found'> & {
  readonly stack: Pick<Stage['stack'], 'kafkaBrokers'>;
  readonly others: Pick<Stage['others'], 'query'>;
};

const resolveMs = 30_000;

/** What is wrong and was not found before, once the load has stopped and everything is mended: every unknown outcome is asked for until it is known. */
export async function judge(stage: Judged): Promise<string[]> {
  const { audience, load, system, stack, others } = stage;
  const open = await load.resolveAll(resolveMs);
  const { log, token } = await readLog(stack.kafkaBrokers, system.env['NOTES_TOPIC'] ?? '');
  const headers = { 'consistency-token': token, prefer: 'wait=30' };
  const caughtUp = await call('GET', `${others.query.url}/v1/notes?limit=1`, { headers });
  if (caughtUp.status !== 200) return [`the read model did not catch up: ${caughtUp.status}`];
  const wrong = [
    ...open.map((command) => `never answered for good: ${JSON.stringify(command)}`),
    ...checkHistory(load, log),
    ...(await compareReadModel(system, log)),
    ...(await audience.wrong(log)),
  ];
  const more = wrong.filter((each) => !stage.found.has(each));
  for (const each of more) stage.found.add(each);
  if (more.length > 0) console.error(`The whole history is in ${await keepEvidence(stage, log, more)}`);
  return more;
}
