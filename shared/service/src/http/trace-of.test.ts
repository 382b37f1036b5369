import { expect, test } from 'vitest';
import type { Span } from '../telemetry/tracer.ts';
import { traceOf, traceparentOf } from './trace-of.ts';

const [ours, theirs] = [`00-${'a'.repeat(32)}-${'b'.repeat(16)}`, `00-${'c'.repeat(32)}-${'d'.repeat(16)}-00`];
const span = (sampled: boolean): Span => {
  const one: Span = { traceparent: `${ours}-0${sampled ? 1 : 0}`, sampled, child: () => one, end: () => {} };
  return one;
};

test.each([
  ['a span of ours that is kept', span(true), {}, `${ours}-01`],
  ['one that is not, in a trace of the client', span(false), { traceparent: theirs }, theirs],
  ['one that is not, and that only we know of', span(false), {}, undefined],
  ['no span of ours, but one of the client', undefined, { traceparent: theirs }, theirs],
  ['what is no traceparent', undefined, { traceparent: '00-0-0-00' }, undefined],
])('what a request brings about carries its place in a trace: %s', (_, ours, headers, carried) => {
  expect(traceparentOf({ span: ours, headers })).toBe(carried);
});

test('lines of the log name the trace also where it is not kept', () => {
  expect(traceOf({ span: span(false), headers: {} })).toEqual({ trace_id: 'a'.repeat(32) });
  expect(traceOf({ span: undefined, headers: { traceparent: theirs } })).toEqual({ trace_id: 'c'.repeat(32) });
  expect(traceOf({ span: undefined, headers: {} })).toEqual({});
});
