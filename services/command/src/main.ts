import { startService } from '@notes/service';
import { createCommandApp } from './app.ts';
import { CommandConfig } from './config.ts';

await startService(CommandConfig, createCommandApp);
