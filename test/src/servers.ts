import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { redisProgram, startStack } from '@notes/servers';
import type { TestProject } from 'vitest/node';
import { anyPorts } from './harness/any-ports.ts';

declare module 'vitest' {
  interface ProvidedContext {
    kafkaBrokers: string;
    databaseUrl: string;
    redisUrl: string;
    /** To start another Redis with, which a test may break. */
    redisProgram: string;
  }
}

/**
 * One Kafka, one Postgres, one Redis for a whole run, in a folder of their own on free ports, so that a run disturbs neither
 * another nor a started system. Each test file takes its own database, topic and prefix on them.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), 'notes-test-'));
  const stack = await startStack({
    dir,
    env: process.env,
    ports: anyPorts,
    onStep: () => {},
  });
  project.provide('kafkaBrokers', stack.kafkaBrokers);
  project.provide('databaseUrl', stack.databaseUrl);
  project.provide('redisUrl', stack.redisUrl);
  project.provide('redisProgram', await redisProgram(process.env));
  return async () => {
    await stack.stop();
    await rm(dir, { recursive: true, force: true });
  };
}
