import type { IncomingHttpHeaders } from 'node:http';

export type SpanAttributes = Readonly<Record<string, string | number | readonly number[]>>;

/** Work that has begun. */
export type Span = {
  /** The name of this span to others, as W3C Trace Context writes it. */
  readonly traceparent: string;
  /** Whether it is kept. Of one that is not, nothing more need be recorded; what it names goes on, so that nobody else keeps a part. */
  readonly sampled: boolean;
  /** Begins a part of this work. */
  child(name: string, start: Pick<SpanStart, 'kind' | 'attributes'>): Span;
  /** Once. With `failed`, the work counts as failed, for that reason; without a text, for one that the attributes give. */
  end(attributes?: SpanAttributes, failed?: { readonly reason?: string }): void;
};

type SpanStart = {
  /** `server` answers a request, `producer` sends a message that `consumer` processes, `internal` is a part of such work. */
  readonly kind: 'server' | 'producer' | 'consumer' | 'internal';
  /** The span is part of the trace that `traceparent` and `tracestate` of a request or message name, else it begins one. */
  readonly headers?: IncomingHttpHeaders;
  /** Spans of other traces whose results this work takes, each by its traceparent. */
  readonly links?: readonly string[];
  readonly attributes: SpanAttributes;
};

/** Begins spans. It never throws and never waits, whatever becomes of them. */
export type Tracer = { start(name: string, start: SpanStart): Span };
