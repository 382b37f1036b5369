import { startService } from '@notes/service';
import { createGatewayApp } from './app.ts';
import { GatewayConfig } from './config.ts';

await startService(GatewayConfig, createGatewayApp);
