import { processSettings } from '@notes/service';
import { type Static, Type } from 'typebox';

/** Everything that the gateway reads from its environment. */
export const GatewayConfig = Type.Object(processSettings.gateway);
export type GatewayConfig = Static<typeof GatewayConfig>;
