import { startService } from '@notes/service';
import { commandService } from './app.ts';

await startService(commandService);
