import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { createLogAdmin, type LogAdmin } from '../create-log-admin.ts';
import type { LogConfig, LogLogger } from '../log-config.ts';

export const silentLogger: LogLogger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A configuration for a topic that nobody else has; it does not exist yet. */
export function freshConfig(): LogConfig {
  return { brokers: inject('kafkaBrokers').split(','), topic: `log-${randomUUID()}`, clientId: 'log-test' };
}

/** A new topic and an admin for it. */
export async function freshTopic(partitions: number): Promise<{ config: LogConfig; admin: LogAdmin }> {
  const config = freshConfig();
  const admin = createLogAdmin(config, { logger: silentLogger });
  await admin.createTopic({ partitions });
  return { config, admin };
}
