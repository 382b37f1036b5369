import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { redisProgram, type Stack, startStack } from '@notes/servers';
import type { TestProject } from 'vitest/node';
import { anyPorts } from './harness/any-ports.ts';

type Servers = { readonly stack: Stack; readonly stop: () => Promise<void> };

/** Each project that needs servers runs `setup`, from modules of its own: what they share is kept where all of them find it. */
const shared = globalThis as { testServers?: Promise<Servers>; testServerUsers?: number };

/**
 * One Kafka, one Postgres, one Redis for a whole run, in a folder of their own on free ports, so that a run disturbs neither
 * another nor a started system. Each test file takes its own database, topic and prefix on them.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.testServers ??= start();
  shared.testServerUsers = (shared.testServerUsers ?? 0) + 1;
  const { stack, stop } = await shared.testServers;
  project.provide('kafkaBrokers', stack.kafkaBrokers);
  project.provide('databaseUrl', stack.databaseUrl);
  project.provide('redisUrl', stack.redisUrl);
  project.provide('redisProgram', await redisProgram(process.env));
  return async () => {
    shared.testServerUsers = (shared.testServerUsers ?? 0) - 1;
    if (shared.testServerUsers > 0) return;
    delete shared.testServers;
    await stop();
  };
}

async function start(): Promise<Servers> {
  const dir = await mkdtemp(join(tmpdir(), 'notes-test-'));
  const stack = await startStack({ dir, env: process.env, ports: anyPorts });
  const stop = async (): Promise<void> => {
    await stack.stop();
    await rm(dir, { recursive: true, force: true });
  };
  return { stack, stop };
}
