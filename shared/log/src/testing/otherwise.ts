import kafkajs from 'kafkajs';
import type { LogConfig } from '../log-config.ts';
import { otherClient } from './other-client.ts';

/** Gives the topic these settings, and the brokers' defaults for all others. */
export async function otherwise(config: LogConfig, settings: Readonly<Record<string, string>>): Promise<void> {
  const admin = otherClient(config).admin();
  await admin.connect();
  const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
  const topic = { type: kafkajs.ConfigResourceTypes.TOPIC, name: config.topic, configEntries };
  await admin.alterConfigs({ validateOnly: false, resources: [topic] });
  await admin.disconnect();
}
