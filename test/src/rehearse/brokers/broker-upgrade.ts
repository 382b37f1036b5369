import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { pausesWithout } from '../../cluster/broker-faults.ts';
import type { ClusterStage } from '../../cluster/cluster-stage.ts';
import { printHead, printPauses } from './broker-loss.ts';
import { onCluster } from './broker-stage.ts';

const run = promisify(execFile);
const lookMs = 8_000;
const [oldest, ...newer] = ['4.1.2', '4.3.1', '4.4.0'] as const;

/** Three brokers are upgraded in turn, version by version, over the same data; what they write is of the newest at last. Needs `mvn`. */
export async function rehearseBrokerUpgrade(): Promise<boolean> {
  const dir = await mkdtemp(join(tmpdir(), 'notes-kafka-'));
  try {
    const jarsOf = new Map<string, readonly string[]>();
    for (const version of [oldest, ...newer]) jarsOf.set(version, await fetchJars(version, dir));
    const jars = jarsOf.get(oldest) ?? [];
    const upgrade = async (stage: ClusterStage): Promise<void> => {
      printHead();
      for (const version of newer) {
        const newerJars = jarsOf.get(version) ?? [];
        for (const node of stage.cluster.nodes) {
          const pauses = await pausesWithout(stage, node, 'SIGTERM', lookMs);
          await node.restart(newerJars);
          await stage.whole();
          await wait(6_000);
          printPauses(`node ${node.id} to ${version}`, pauses);
        }
        await upgradeFeatures(stage.cluster.brokers, version, newerJars);
        await wait(2_000);
      }
    };
    return await onCluster(upgrade, { jars });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** The last step of an upgrade: from now on an older broker could not join. */
async function upgradeFeatures(brokers: string, version: string, jars: readonly string[]): Promise<void> {
  const release = version.split('.').slice(0, 2).join('.');
  const tool = ['-cp', jars.join(delimiter), 'org.apache.kafka.tools.FeatureCommand', '--bootstrap-server', brokers];
  await run('java', [...tool, 'upgrade', '--release-version', release]);
}

/** Kafka, its tools and all that they need, from the Maven repository that the machine is set up for. */
async function fetchJars(version: string, dir: string): Promise<readonly string[]> {
  const dependency = (coordinate: string): string => {
    const [group, artifact, of] = coordinate.split(':');
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${of}</version></dependency>`;
  };
  const wanted = [`org.apache.kafka:kafka_2.13:${version}`, `org.apache.kafka:kafka-tools:${version}`];
  const pom = join(dir, `pom-${version}.xml`);
  const folder = join(dir, version);
  await writeFile(
    pom,
    `<project><modelVersion>4.0.0</modelVersion><groupId>notes</groupId><artifactId>kafka</artifactId><version>1</version>
    <dependencies>${[...wanted, 'org.slf4j:slf4j-simple:1.7.36'].map(dependency).join('')}</dependencies></project>`,
  );
  await run('mvn', ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`]);
  return (await readdir(folder)).map((name) => join(folder, name));
}
