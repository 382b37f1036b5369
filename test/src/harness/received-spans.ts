import type { HttpSink } from '@notes/testing';

/** A span as a collector got it. Times are ms since 1970. */
export type ReceivedSpan = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly service: string;
  readonly name: string;
  readonly beganMs: number;
  readonly endedMs: number;
};

type Sent = {
  readonly resourceSpans: readonly {
    readonly resource: {
      readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
    };
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly traceId: string;
        readonly spanId: string;
        readonly parentSpanId?: string;
        readonly name: string;
        readonly startTimeUnixNano: string;
        readonly endTimeUnixNano: string;
      }[];
    }[];
  }[];
};

/** The spans that have arrived as OTLP in JSON; those of one trace, if it is named. */
export function spansIn({ requests }: HttpSink, traceId?: string): readonly ReceivedSpan[] {
  const all = requests
    .filter(({ path }) => path === '/v1/traces')
    .flatMap(({ body }) => (JSON.parse(body) as Sent).resourceSpans)
    .flatMap(({ resource, scopeSpans }) => {
      const name = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
      return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ ...span, service: name.replace('notes-', '') })));
    });
  return all
    .filter((span) => traceId === undefined || span.traceId === traceId)
    .map(({ startTimeUnixNano, endTimeUnixNano, parentSpanId = '', ...span }) => ({
      ...{ parentSpanId, beganMs: Number(startTimeUnixNano) / 1e6, endedMs: Number(endTimeUnixNano) / 1e6 },
      ...span,
    }));
}

type Level = { readonly depth: number; readonly span: ReceivedSpan };

function levels(
  spans: readonly ReceivedSpan[],
  parent: string,
  order: (a: ReceivedSpan, b: ReceivedSpan) => number,
  depth = 0,
): Level[] {
  const children = spans.filter(({ parentSpanId }) => parentSpanId === parent).toSorted(order);
  return children.flatMap((span) => [{ depth, span }, ...levels(spans, span.spanId, order, depth + 1)]);
}

/** What is connected to the span `rootId`, level by level: service and name, each different line of a parent once, in alphabetical order. */
export function outlineOf(spans: readonly ReceivedSpan[], rootId: string): string[] {
  const byName = (a: ReceivedSpan, b: ReceivedSpan) => textOf(a).localeCompare(textOf(b));
  const lines = levels(spans, rootId, byName).map(({ depth, span }) => `${'  '.repeat(depth)}${textOf(span)}`);
  return lines.filter((line, at) => line !== lines[at - 1]);
}

const textOf = ({ service, name }: ReceivedSpan): string => `${service} ${name}`;

/** The same with times: when each began, in milliseconds after the first, and how long it took. */
export function drawTrace(spans: readonly ReceivedSpan[], rootId: string): string {
  const first = Math.min(...spans.map(({ beganMs }) => beganMs));
  const inTime = levels(spans, rootId, (a, b) => a.beganMs - b.beganMs || a.endedMs - b.endedMs);
  const lines = inTime.map(({ depth, span }) => {
    const [at, took] = [span.beganMs - first, span.endedMs - span.beganMs].map((ms) => ms.toFixed(1).padStart(7));
    return `${`${'  '.repeat(depth + 1)}${textOf(span)}`.padEnd(36)}${at}${took}`;
  });
  return [`${'client'.padEnd(39)}at     ms`, ...lines, ''].join('\n');
}
