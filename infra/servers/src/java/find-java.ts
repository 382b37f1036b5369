import { join } from 'node:path';
import { runCommand } from '../processes/run-command.ts';
import { programOnPath } from '../program-on-path.ts';
import { serverEnvironment } from '../server-environment.ts';
import type { StartContext } from '../start-context.ts';
import { embeddedJava } from './embedded-java.ts';
import { type Java, parseJavaVersion } from './java.ts';

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
