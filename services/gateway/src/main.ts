import { startService } from '@notes/service';
import { gatewayService } from './app.ts';

await startService(gatewayService);
