import { inject } from 'vitest';
import { OtherWriter } from './other-writer.ts';
import type { ServiceName, ServiceProcess } from './service-process.ts';
import { type Servers, System } from './system.ts';

/** The servers of this run of the tests, which all files share. */
export const testServers = (): Servers => ({
  kafkaBrokers: inject('kafkaBrokers'),
  databaseUrl: inject('databaseUrl'),
  redisUrl: inject('redisUrl'),
});

/** A system with one of each service, and other software that writes into its log. */
export type SharedLog = {
  readonly system: System;
  readonly services: Record<ServiceName, ServiceProcess>;
  readonly writer: OtherWriter;
  stop(): Promise<void>;
};

export async function startSharedLog(): Promise<SharedLog> {
  const system = await System.create(testServers());
  const services = await system.startAll();
  const writer = await OtherWriter.open(system.env);
  const stop = async (): Promise<void> => {
    await writer.close();
    await system.stop();
  };
  return { system, services, writer, stop };
}
