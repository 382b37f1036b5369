import { ConfigError, loadConfig, runService } from '@notes/service';
import { createGatewayApp } from './app.ts';
import { GatewayConfig } from './config.ts';

try {
  await runService(await createGatewayApp(loadConfig(GatewayConfig, process.env)));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
