import { cacheDir } from '../cache-dir.ts';
import { findRedis } from './find-redis.ts';

/** The program that a stack would start as its Redis: installed on the machine, or embedded, which is fetched first. Throws a StackError. */
export async function redisProgram(env: NodeJS.ProcessEnv): Promise<string> {
  const { command } = await findRedis({ cacheDir: cacheDir(env), env, signal: undefined, tell: () => {} });
  return command;
}
