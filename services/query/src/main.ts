import { startService } from '@notes/service';
import { queryService } from './app.ts';

await startService(queryService);
