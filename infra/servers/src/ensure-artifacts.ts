import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sums from './kafka-artifacts.json' with { type: 'json' };
import { programOnPath, runCommand } from './processes/run-command.ts';
import type { FetchContext } from './stack.ts';
import { StackError } from './stack-error.ts';

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

/** `group:artifact:version` */
type Dependency = { readonly coordinate: string };

/** A project that depends on exactly these artifacts: every transitive dependency is excluded, since the list is complete. */
export function mavenPom(artifacts: readonly Dependency[]): string {
  return [
    '<project xmlns="http://maven.apache.org/POM/4.0.0">',
    '<modelVersion>4.0.0</modelVersion><groupId>notes</groupId><artifactId>downloads</artifactId><version>1</version>',
    '<packaging>pom</packaging><dependencies>',
    ...artifacts.map(dependency),
    '</dependencies></project>',
    '',
  ].join('\n');
}

function dependency({ coordinate }: Dependency): string {
  const [group, name, version] = coordinate.split(':');
  const excluded = '<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>';
  return `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version>${excluded}</dependency>`;
}

export const kafkaVersion = '4.3.1';

/**
 * The broker's whole class path: Kafka, every library its pom asks for at run time, and a logging backend that needs no
 * configuration file. The list is closed: nothing is resolved on the user's machine, so what runs is what was tested.
 */
export const kafkaArtifacts: readonly Artifact[] = Object.entries(sums).map(([coordinate, sha256]) => ({
  coordinate,
  sha256,
}));

/** Hexadecimal SHA-256 of a file's content; undefined when there is no such file. */
export async function fileSha256(file: string): Promise<string | undefined> {
  try {
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Where downloads are kept for all checkouts of this user. */
export function cacheDir(env: NodeJS.ProcessEnv): string {
  return env['NOTES_CACHE_DIR'] ?? join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'notes-local');
}

/** The same file from src and from dist: both lie one below the package. */
const fetchScript = fileURLToPath(new URL('../fetch-artifacts.mjs', import.meta.url));
