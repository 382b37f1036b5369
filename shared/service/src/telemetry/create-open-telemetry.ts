import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isSampled } from '@notes/contracts';
import { within } from '@notes/log';
import {
  type Context,
  defaultTextMapGetter,
  type Span as LibrarySpan,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { ExportResultCode, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import { readTraceparent } from '../http/trace-of.ts';
import { describeError } from '../process/keep-trying.ts';
import type { Span, SpanAttributes, Tracer } from './tracer.ts';

type OpenTelemetryOptions = {
  /** Without the `/v1/traces` that is added to it. */
  readonly endpoint: string;
  /** The service's name, and its version as `buildText` gives it. */
  readonly service: string;
  readonly version: string;
  /** Called after every attempt to send: undefined if it succeeded, else why not. */
  readonly onAttempt: (failure: string | undefined) => void;
};

export type OpenTelemetry = Tracer & {
  /** Resolves when all spans that have ended are sent, or after a second. */
  close(): Promise<void>;
};

const closeMs = 1000;
const exportMs = 5000;

const kinds = {
  server: SpanKind.SERVER,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const;

/**
 * Spans to OTLP, as JSON, in batches every five seconds. What a slow or unavailable server does not take in time is dropped. Which traces
 * are kept is set by OTEL_TRACES_SAMPLER, and what they say of the process, beside what it is, by OTEL_RESOURCE_ATTRIBUTES and
 * OTEL_SERVICE_NAME, which the library reads. Nothing is registered for the whole process: parents are named,
 * never guessed. This is the only file that loads OpenTelemetry's libraries.
 */
export function createOpenTelemetry({ endpoint, service, version, onAttempt }: OpenTelemetryOptions): OpenTelemetry {
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  const exporter = observed(new OTLPTraceExporter({ url, timeoutMillis: exportMs }), onAttempt);
  const named = resourceFromAttributes({
    'service.name': `notes-${service}`,
    'service.version': version,
    'service.instance.id': randomUUID(),
  });
  const { keepsToParents, share } = samplerOf(process.env);
  const provider = new BasicTracerProvider({
    // Drawn below, where that is cheaper; the library reads its settings otherwise.
    ...(share === undefined ? {} : { sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }) }),
    resource: defaultResource()
      .merge(named)
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer('@notes/service');
  const propagator = new W3CTraceContextPropagator();
  const contextOf = (headers: object) => propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
  const linkTo = (traceparent: string) => {
    const context = trace.getSpanContext(contextOf({ traceparent }));
    return context === undefined ? [] : [{ context }];
  };
  const startIn: StartIn = (context, name, { kind, links = [], attributes }) => {
    const options = { kind: kinds[kind], attributes: mutable(attributes), links: links.flatMap(linkTo) };
    return spanOf(tracer.startSpan(name, options, context), startIn);
  };
  return {
    start(name, start) {
      const { headers = noHeaders } = start;
      const parent = readTraceparent(headers['traceparent']);
      if (parent !== undefined && keepsToParents && !isSampled(parent)) return new NotKept(parent);
      const context = contextOf(headers);
      const begins = parent === undefined && trace.getSpanContext(context) === undefined;
      if (begins && share !== undefined && Math.random() >= share) return new NotKept(undefined);
      return startIn(context, name, start);
    },
    async close() {
      await within(closeMs, provider.shutdown(), () => {}).catch(() => {});
    },
  };
}

const noHeaders: IncomingHttpHeaders = {};

/**
 * Which traces are kept, as the library's settings say. `keepsToParents`: no sampler keeps what the parent's does not, as by default.
 * `share`: of the traces that begin here, where they are drawn by lot.
 */
function samplerOf(env: NodeJS.ProcessEnv): { readonly keepsToParents: boolean; readonly share: number | undefined } {
  const { OTEL_TRACES_SAMPLER: sampler = '', OTEL_TRACES_SAMPLER_ARG: argument = '' } = env;
  const share = argument === '' ? Number.NaN : Number(argument);
  const isDrawn = sampler === 'parentbased_traceidratio' && share >= 0 && share <= 1;
  return { keepsToParents: /^(?:parentbased_|$)/.test(sampler), share: isDrawn ? share : undefined };
}

/** In place of a span that would not be kept, without the 15 µs in which the library comes to the same. */
class NotKept implements Span {
  readonly sampled = false;
  #traceparent: string | undefined;

  /** `parent`: has its name; undefined if the trace begins here. */
  constructor(parent: string | undefined) {
    this.#traceparent = parent;
  }

  /** Made when it is asked for: most are not. */
  get traceparent(): string {
    this.#traceparent ??= `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`;
    return this.#traceparent;
  }

  child(): Span {
    return this;
  }

  end(): void {}
}

type StartIn = (context: Context, name: string, start: Omit<Parameters<Tracer['start']>[1], 'headers'>) => Span;

const spanOf = (span: LibrarySpan, startIn: StartIn): Span => ({
  get traceparent() {
    const { traceId, spanId, traceFlags } = span.spanContext();
    return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  },
  sampled: span.isRecording(),
  child: (name, start) => startIn(trace.setSpan(ROOT_CONTEXT, span), name, start),
  end(last = {}, failed) {
    span.setAttributes(mutable(last));
    if (failed !== undefined)
      span.setStatus({
        code: SpanStatusCode.ERROR,
        ...(failed.reason === undefined ? {} : { message: failed.reason }),
      });
    span.end();
  },
});

/** The library's types ask for arrays that it may change. It does not. */
const mutable = (attributes: SpanAttributes) => attributes as Record<string, string | number | number[]>;

function observed(exporter: SpanExporter, onAttempt: OpenTelemetryOptions['onAttempt']): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        onAttempt(result.code === ExportResultCode.SUCCESS ? undefined : describeError(result.error));
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}
