import { startService } from '@notes/service';
import { projectorService } from './app.ts';

await startService(projectorService);
