import { loadConfig, runService } from '@notes/service';
import { createCommandApp } from './app.ts';
import { CommandConfig } from './config.ts';

await runService(await createCommandApp(loadConfig(CommandConfig, process.env)));
