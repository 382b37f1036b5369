import { Type } from 'typebox';
import { commaList, wrongAddress } from './addresses.ts';

/** What is wrong with attributes as OpenTelemetry writes them, of which its library drops all if one is wrong; undefined if nothing is. */
function wrongAttributes(text: string): string | undefined {
  const wrong = commaList(text).find((item) => !/^[^=%]+=(?:[^=%]|%[0-9a-fA-F]{2})*$/.test(item));
  return wrong === undefined
    ? undefined
    : `holds ${wrong}, which is not name=value (write = , % inside as %3D %2C %25)`;
}

/** Logs, errors and traces. */
export const LoggingSettings = {
  LOG_LEVEL: Type.Union(
    [
      Type.Literal('trace'),
      Type.Literal('debug'),
      Type.Literal('info'),
      Type.Literal('warn'),
      Type.Literal('error'),
      Type.Literal('fatal'),
      Type.Literal('silent'),
    ],
    { default: 'info', description: 'The least important log lines to write.' },
  ),
  SENTRY_DSN: Type.Optional(
    Type.String({
      pattern: '^https?://\\w+(?::\\w*)?@(?:\\[[:.\\w]+\\]|[\\w.-]+)(?::\\d+)?/(?:[^\\s?#]+/)?\\d+$',
      description: 'Where to report errors, as Sentry gives it; absent for nowhere.',
      examples: ['https://0123456789abcdef@sentry.example.org/1'],
      wrong: wrongAddress,
    }),
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.Optional(
    Type.String({
      pattern: '^https?://[^\\s?#]+$',
      description: 'Where to send traces, by OTLP over HTTP; absent for nowhere.',
      examples: ['http://127.0.0.1:4318'],
      wrong: wrongAddress,
    }),
  ),
  // The library of OpenTelemetry reads these itself.
  OTEL_EXPORTER_OTLP_HEADERS: Type.Optional(
    Type.String({ description: 'Headers of what is sent there, as name=value, separated by commas.' }),
  ),
  OTEL_RESOURCE_ATTRIBUTES: Type.Optional(
    Type.String({
      description: 'What traces say of the process besides, as name=value, separated by commas.',
      examples: ['k8s.pod.name=notes-query-0,service.instance.id=notes-query-0'],
      wrong: wrongAttributes,
    }),
  ),
  OTEL_SERVICE_NAME: Type.Optional(
    Type.String({ description: "The process's name in traces; absent for notes- and the name of the service." }),
  ),
  OTEL_TRACES_SAMPLER: Type.Optional(
    Type.String({
      description: 'Which traces are kept; absent for all of which the caller has not said otherwise.',
      examples: ['parentbased_traceidratio'],
    }),
  ),
  OTEL_TRACES_SAMPLER_ARG: Type.Optional(
    Type.String({ description: 'An argument of the sampler, such as the share that is kept.', examples: ['0.1'] }),
  ),
  NOTES_COMMIT: Type.Optional(
    Type.String({ description: 'The commit this was built from, reported by /v1/status and with errors and traces.' }),
  ),
};
