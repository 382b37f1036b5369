import { alerts } from './alerts/alerts.ts';
import { rehearseBrokerDiskFull } from './brokers/broker-disk-full.ts';
import { rehearseBrokerLoss } from './brokers/broker-loss.ts';
import { rehearseBrokerUpgrade } from './brokers/broker-upgrade.ts';
import { rollingUpgrade } from './rolling-upgrade/rolling-upgrade.ts';
import { rehearseDiskFull } from './servers/disk-full.ts';
import { rehearsePostgresFailover } from './servers/postgres-failover.ts';
import { rehearseRedisGone } from './servers/redis-gone.ts';
import { rehearseRestore } from './servers/restore.ts';

/** What is rehearsed: the arguments behind its name go to it. Resolves with whether all was as it must be. */
type Rehearsal = (args: readonly string[]) => Promise<boolean>;

const rehearsals: Readonly<Record<string, Rehearsal>> = {
  alerts,
  'broker-disk-full': rehearseBrokerDiskFull,
  'broker-loss': rehearseBrokerLoss,
  'broker-upgrade': rehearseBrokerUpgrade,
  'disk-full': rehearseDiskFull,
  'postgres-failover': rehearsePostgresFailover,
  'redis-gone': rehearseRedisGone,
  restore: rehearseRestore,
  'rolling-upgrade': rollingUpgrade,
};

/** `npm run rehearse -- <name> [options]`: minutes of real processes under load, which is why they are no part of `npm test`. */
const [name = '', ...args] = process.argv.slice(2);
const rehearse = rehearsals[name];
if (rehearse === undefined) {
  console.error(`Usage: npm run rehearse -- ${Object.keys(rehearsals).join(' | ')} [options]`);
  process.exitCode = 2;
} else {
  try {
    process.exitCode = (await rehearse(args)) ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
