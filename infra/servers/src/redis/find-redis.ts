import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { type Artifact, cacheDir, ensureArtifacts, fileSha256 } from '../ensure-artifacts.ts';
import { programOnPath, runCommand } from '../processes/run-command.ts';
import type { FetchContext, Origin } from '../stack.ts';
import { StackError } from '../stack-error.ts';

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

const redisArtifact: Artifact = {
  coordinate: 'com.github.codemonstur:embedded-redis:1.4.3',
  sha256: 'ffbc63265c60d25dee453d6f656b527d98200d98657c6a0ab4dec4ea2c3a5cd6',
};

type RedisBinary = { readonly entry: string; readonly sha256: string };

const binaries: Readonly<Record<string, RedisBinary>> = {
  'linux-x64': {
    entry: 'redis-server-6.2.6-v5-linux-amd64',
    sha256: '1f716094e08a25faee2bc7626feb9e13464ed89018ac5c376c5e9cff06bdcf52',
  },
  'linux-arm64': {
    entry: 'redis-server-6.2.7-linux-arm64',
    sha256: '036a23aa65bfb31d2a048aa96c170b38c2fbd4f1de68ef0f9c3133dd4b1474cd',
  },
  'darwin-x64': {
    entry: 'redis-server-6.2.6-v5-darwin-amd64',
    sha256: '7a4eb450d90a6ce9a2c651cfc4a0613b980a270c6426cbb6fa42d6c3beec9ce8',
  },
  'darwin-arm64': {
    entry: 'redis-server-6.2.6-v5-darwin-arm64',
    sha256: 'c523aec5a9b6f565cff0271ef67f5c51fa83e1180e3e954ab5251b3cf6282b76',
  },
};

/** The program inside the artifact for a platform and processor as Node names them; undefined when it has none. */
export function redisBinary(platform: string, arch: string): RedisBinary | undefined {
  return binaries[`${platform}-${arch}`];
}

/** The program that a stack would start as its Redis: installed on the machine, or embedded, which is fetched first. Throws a StackError. */
export async function redisProgram(env: NodeJS.ProcessEnv): Promise<string> {
  const { command } = await findRedis({ cacheDir: cacheDir(env), env, signal: undefined, tell: () => {} });
  return command;
}
