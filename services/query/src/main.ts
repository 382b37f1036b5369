import { startService } from '@notes/service';
import { createQueryApp } from './app.ts';
import { QueryConfig } from './config.ts';

await startService(QueryConfig, createQueryApp);
