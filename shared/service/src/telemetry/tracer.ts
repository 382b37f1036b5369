import type { IncomingHttpHeaders } from 'node:http';

export type SpanAttributes = Readonly<Record<string, string | number | readonly number[]>>;

/** Work that has begun. */
export type Span = {
  /** The name of this span to others, as W3C Trace Context writes it. */
  readonly traceparent: string;
  /** Once. With `failed`, the work counts as failed, for that reason; without a text, for one that the attributes give. */
  end(attributes?: SpanAttributes, failed?: { readonly reason?: string }): void;
};

type SpanStart = {
  /** `server` answers a request, `consumer` processes what came by a log. */
  readonly kind: 'server' | 'consumer';
  /** Of a request: the span is part of the trace that `traceparent` and `tracestate` name, else it begins one. */
  readonly headers?: IncomingHttpHeaders;
  /** Spans of other traces whose results this work takes, each by its traceparent. */
  readonly links?: readonly string[];
  readonly attributes: SpanAttributes;
};

/** Begins spans. It never throws and never waits, whatever becomes of them. */
export type Tracer = { start(name: string, start: SpanStart): Span };
