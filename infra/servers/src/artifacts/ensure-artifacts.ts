import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchScript } from '../fetch-script.ts';
import { runCommand } from '../processes/run-command.ts';
import { programOnPath } from '../program-on-path.ts';
import { StackError } from '../stack-error.ts';
import type { FetchContext } from '../start-context.ts';
import { fileSha256 } from './file-sha256.ts';
import { mavenPom } from './maven-pom.ts';

const downloadTimeoutMs = 10 * 60_000;
const copyDependencies = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

/** A file of the Maven repository, pinned by content. */
export type Artifact = {
  /** `group:artifact:version`; always a jar. */
  readonly coordinate: string;
  /** Hexadecimal SHA-256 of the file. */
  readonly sha256: string;
};

export function artifactFileName({ coordinate }: Artifact): string {
  const [, name, version] = coordinate.split(':');
  return `${name}-${version}.jar`;
}

/**
 * Makes sure that every artifact is in the cache with the content it is pinned to, and returns their paths. What is there
 * is checked each time (0.1 s for all of Kafka), what is missing or damaged is fetched: by a small program of our own, eight at once, and
 * where that fails by Maven, if it is installed, since it knows the mirrors and proxies of its machine.
 */
export async function ensureArtifacts(artifacts: readonly Artifact[], context: FetchContext): Promise<string[]> {
  const folder = join(context.cacheDir, 'artifacts');
  mkdirSync(folder, { recursive: true });
  const missing = await notIn(folder, artifacts);
  if (missing.length > 0) {
    const incoming = mkdtempSync(join(folder, 'incoming-'));
    try {
      await fetchAll(missing, incoming, context);
      for (const artifact of missing) {
        const name = artifactFileName(artifact);
        renameSync(join(incoming, name), join(folder, name));
      }
    } finally {
      rmSync(incoming, { recursive: true, force: true });
    }
  }
  return artifacts.map((artifact) => join(folder, artifactFileName(artifact)));
}

async function fetchAll(missing: readonly Artifact[], folder: string, context: FetchContext): Promise<void> {
  const ways = [fetchWithNode, ...(programOnPath('mvn', context.env) ? [fetchWithMaven] : [])];
  const failures: string[] = [];
  for (const way of ways) {
    try {
      await way(missing, folder, context);
      await verify(missing, folder);
      return;
    } catch (error) {
      context.signal?.throwIfAborted();
      if (!(error instanceof StackError)) throw error;
      failures.push(error.message);
    }
  }
  throw new StackError(`${filesOf(missing)} could not be downloaded.\n${failures.join('\n')}`);
}

async function verify(artifacts: readonly Artifact[], folder: string): Promise<void> {
  const [wrong] = await notIn(folder, artifacts);
  if (!wrong) return;
  const found = (await fileSha256(join(folder, artifactFileName(wrong)))) ?? 'nothing';
  throw new StackError(
    `${wrong.coordinate} is not the file it should be: SHA-256 ${wrong.sha256} expected, ${found} received.`,
  );
}

async function notIn(folder: string, artifacts: readonly Artifact[]): Promise<Artifact[]> {
  const sums = await Promise.all(artifacts.map((artifact) => fileSha256(join(folder, artifactFileName(artifact)))));
  return artifacts.filter((artifact, index) => sums[index] !== artifact.sha256);
}

/** Maven's own store is not made for two of them at once, and Kafka and Redis are fetched at the same time. */
let mavenTurn: Promise<unknown> = Promise.resolve();

function fetchWithMaven(missing: readonly Artifact[], folder: string, context: FetchContext): Promise<void> {
  const mine = mavenTurn.then(() => runMaven(missing, folder, context));
  mavenTurn = mine.catch(() => undefined);
  return mine;
}

async function runMaven(missing: readonly Artifact[], folder: string, context: FetchContext): Promise<void> {
  context.tell(`downloading ${filesOf(missing)} with Maven`);
  const pom = join(folder, 'pom.xml');
  writeFileSync(pom, mavenPom(missing));
  const args = ['-q', '-B', '-f', pom, copyDependencies, `-DoutputDirectory=${folder}`];
  await runCommand('mvn', args, { env: context.env, timeoutMs: downloadTimeoutMs, signal: context.signal });
}

/** In a process of its own, which is also what fetches them while packages are being installed. */
async function fetchWithNode(missing: readonly Artifact[], folder: string, context: FetchContext): Promise<void> {
  context.tell(`downloading ${filesOf(missing)} from Maven Central`);
  const args = [fetchScript, folder, ...missing.map(({ coordinate }) => coordinate)];
  await runCommand(process.execPath, args, { env: context.env, timeoutMs: downloadTimeoutMs, signal: context.signal });
}

function filesOf({ length }: readonly Artifact[]): string {
  return length === 1 ? 'one file' : `${length} files`;
}
