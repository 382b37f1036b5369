import { startService } from '@notes/service';
import { createProjectorApp } from './app.ts';
import { ProjectorConfig } from './config.ts';

await startService(ProjectorConfig, createProjectorApp);
