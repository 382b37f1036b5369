import type { LogAdmin } from '@notes/log';
import { checkLog } from '@notes/service';
import type { Pool } from 'pg';
import { type Finding, ok, problem, warning } from './finding.ts';

/** The topic: whether it is there and has settings under which no event is lost. Rejects if Kafka cannot be reached. */
export async function examineTopic(admin: LogAdmin, topic: string): Promise<Finding[]> {
  const partitions = await admin.partitions();
  if (partitions === undefined)
    return [
      ok('kafka', 'answers'),
      problem('topic', `${topic} does not exist`, 'Run `notes setup`, or set NOTES_TOPIC.'),
    ];
  const faults = await admin.checkTopic();
  const found = faults.map(({ name, value, wanted, harmful, command }) =>
    (harmful ? problem : warning)(
      'topic',
      `${name} is ${value}, ${harmful ? 'must' : 'should'} be ${wanted}`,
      `Run: ${command}`,
    ),
  );
  return [ok('kafka', 'answers'), ...(found.length > 0 ? found : [ok('topic', `${topic}, ${partitions} partitions`)])];
}

/** Whether the topic is the log that the database follows. */
export async function examineLog(pool: Pool, admin: LogAdmin): Promise<Finding> {
  const check = await checkLog({ pool, admin });
  if (check.ok) return ok('log', `${check.identity.epoch}, which the database follows`);
  return problem('log', check.fault, 'Point KAFKA_BROKERS and NOTES_TOPIC, or DATABASE_URL, at what belongs together.');
}
