import { ConfigError, runService } from '@notes/service';
import { createProjectorApp } from './app.ts';
import { projectorConfig } from './config.ts';

try {
  await runService(await createProjectorApp(projectorConfig(process.env)));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
