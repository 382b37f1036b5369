import { ConfigError, loadConfig, runService } from '@notes/service';
import { createQueryApp } from './app.ts';
import { QueryConfig } from './config.ts';

try {
  await runService(await createQueryApp(loadConfig(QueryConfig, process.env)));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
