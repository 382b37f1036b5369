import { expect, test } from 'vitest';
import { createHistogram } from './histogram.ts';
import { createMetrics } from './metrics.ts';

test('shows counts per bucket, cumulated, with sum and count', async () => {
  const metrics = createMetrics('test');
  const series = createHistogram(metrics, 'took_seconds', 'How long.', [0.001, 0.025, 10]);
  const posts = series({ method: 'POST' });
  for (const seconds of [0.0005, 0.001, 0.02, 99]) posts.observe(seconds);
  series({ method: 'GET' }).observe(0.3, 4);
  const text = await metrics.registry.metrics();
  expect(text).toContain('# TYPE took_seconds histogram');
  const line = (name: string, labels: string) => `took_seconds_${name}{${labels}`;
  for (const [labels, value] of [
    ['method="POST",le="0.001"', 2],
    ['method="POST",le="0.025"', 3],
    ['method="POST",le="10"', 3],
    ['method="POST",le="+Inf"', 4],
    ['method="GET",le="0.025"', 0],
    ['method="GET",le="10"', 4],
  ] as const)
    expect(valueAfter(text, line('bucket', labels))).toBe(value);
  expect(valueAfter(text, line('count', 'method="POST"'))).toBe(4);
  expect(valueAfter(text, line('sum', 'method="GET"'))).toBeCloseTo(1.2);
});

/** A series that nothing has been observed of is there, so that rates begin at 0. */
test('shows a series from its beginning', async () => {
  const metrics = createMetrics('test');
  createHistogram(metrics, 'took_seconds', 'How long.')();
  expect(valueAfter(await metrics.registry.metrics(), 'took_seconds_count{')).toBe(0);
});

const valueAfter = (text: string, begin: string): number =>
  Number(
    text
      .split('\n')
      .find((each) => each.startsWith(begin))
      ?.split(' ')
      .at(-1) ?? Number.NaN,
  );
