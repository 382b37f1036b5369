import { Outage } from '@notes/log';
import type { Logger } from '../process/logger.ts';
import type { Resource } from '../process/run-service.ts';
import { reportErrors } from './report-errors.ts';
import type { Tracer } from './tracer.ts';

/** The version of the software, of all its parts together; a test compares it with every manifest. */
export const version = '0.1.0';

/** The version, and the commit it was built from where that is known: `0.1.0+bed81a1`. */
export const buildText = (commit: string | undefined): string =>
  commit === undefined ? version : `${version}+${commit}`;

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
  /** Absent where traces are not configured. */
  readonly tracer: Tracer | undefined;
  /** To be started before all others, and so stopped after them, when they have reported everything. Stopping takes a second at most. */
  readonly resources: readonly Resource[];
};

/**
 * What the process reports: logged errors go to SENTRY_DSN, spans to OTEL_EXPORTER_OTLP_ENDPOINT. The
 * libraries take some 15 MB and a fifth of a second each, so they are loaded only if configured.
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
  return createSentry({ ...options, onAttempt: logOutages(logger, 'reporting errors') });
}

async function openTraces(options: Named & { readonly endpoint: string }, logger: Logger) {
  const { createOpenTelemetry } = await import('./create-open-telemetry.ts');
  return createOpenTelemetry({ ...options, onAttempt: logOutages(logger, 'sending traces') });
}

/** Logs once when a server begins to fail, and once when it works again. As warnings: nothing depends on it. */
function logOutages(logger: Pick<Logger, 'info' | 'warn'>, what: string): (failure: string | undefined) => void {
  const outage = new Outage({
    onBegin: (reason) => logger.warn({ reason }, `${what}: failed, some are lost`),
    onEnd: (failures, seconds) => logger.info({ failures, seconds }, `${what}: succeeded`),
  });
  return (failure) => (failure === undefined ? outage.worked() : outage.failed(failure));
}
