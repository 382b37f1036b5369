import type { Logger } from '../process/logger.ts';
import type { Resource } from '../process/run-service.ts';
import { buildText } from '../process/version.ts';
import { reportErrors } from './report-errors.ts';
import { tellTrouble } from './tell-trouble.ts';
import type { Tracer } from './tracer.ts';

export type TelemetrySettings = {
  readonly SENTRY_DSN?: string;
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  readonly NOTES_COMMIT?: string;
};

type TelemetryOptions = {
  /** Of the process. */
  readonly name: string;
  readonly logger: Logger;
};

export type Telemetry = {
  /** Absent where no traces are asked for. */
  readonly tracer: Tracer | undefined;
  /** To be started before all others, and so stopped after them, when they have told everything. Stopping takes a second at most. */
  readonly resources: readonly Resource[];
};

/**
 * What the process tells others of itself: errors that are logged go to SENTRY_DSN, spans to OTEL_EXPORTER_OTLP_ENDPOINT. The
 * libraries take some 15 MB and a fifth of a second each, so they are loaded only where they are asked for.
 */
export async function createTelemetry(config: TelemetrySettings, options: TelemetryOptions): Promise<Telemetry> {
  const { SENTRY_DSN: dsn, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, NOTES_COMMIT } = config;
  const { name: service, logger } = options;
  const version = buildText(NOTES_COMMIT);
  const [sentry, tracer] = await Promise.all([
    dsn === undefined ? undefined : openSentry({ dsn, service, version }, logger),
    endpoint === undefined ? undefined : openTraces({ endpoint, service, version }, logger),
  ]);
  if (sentry !== undefined) reportErrors(logger, sentry.report);
  const open = [sentry, tracer].filter((one) => one !== undefined);
  const telemetry: Resource = {
    name: 'telemetry',
    start: async () => {},
    async stop() {
      await Promise.all(open.map((one) => one.close()));
    },
  };
  return { tracer, resources: open.length === 0 ? [] : [telemetry] };
}

type Named = { readonly service: string; readonly version: string };

async function openSentry(options: Named & { readonly dsn: string }, logger: Logger) {
  const { createSentry } = await import('./create-sentry.ts');
  return createSentry({ ...options, tell: tellTrouble(logger, 'reporting errors') });
}

async function openTraces(options: Named & { readonly endpoint: string }, logger: Logger) {
  const { createOpenTelemetry } = await import('./create-open-telemetry.ts');
  return createOpenTelemetry({ ...options, tell: tellTrouble(logger, 'sending traces') });
}
