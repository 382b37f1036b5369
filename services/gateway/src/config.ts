import { AuthSettings, httpSettings, LoggingSettings, PostgresSettings, RedisSettings } from '@notes/service';
import { type Static, Type } from 'typebox';

const serviceUrl = (what: string, byDefault: string) =>
  Type.String({
    pattern: '^https?://[^\\s/?#]+/?$',
    default: byDefault,
    description: `Address of the service that ${what}.`,
    examples: [byDefault],
  });

/** The environment of the gateway. */
export const GatewayConfig = Type.Object({
  ...httpSettings(8080),
  ...PostgresSettings,
  ...RedisSettings,
  ...AuthSettings,
  ...LoggingSettings,
  COMMAND_URL: serviceUrl('takes writes', 'http://127.0.0.1:8081'),
  QUERY_URL: serviceUrl('answers reads', 'http://127.0.0.1:8082'),
});
export type GatewayConfig = Static<typeof GatewayConfig>;
