import type { Static, TObject } from 'typebox';
import { ConfigError } from '../config/config-error.ts';
import { loadConfig } from '../config/load-config.ts';
import { runService, type ServiceOptions } from './run-service.ts';

/**
 * All that the main program of a service does: reads the configuration by its schema, puts the service together, and runs it.
 * Mistakes in the configuration are told on stderr, all at once and without a stack; the process ends with 1 then.
 */
export async function startService<T extends TObject>(
  schema: T,
  create: (config: Static<T>) => Promise<ServiceOptions>,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  try {
    await runService(await create(loadConfig(schema, env)));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
