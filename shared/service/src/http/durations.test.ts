import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createDurations } from './observe-requests.ts';

test('shows counts per bucket, cumulated, with sum and count', async () => {
  const registry = new Registry();
  const { metric, series } = createDurations('took_seconds', 'How long.');
  registry.registerMetric(metric);
  const posts = series({ method: 'POST', route: '/v1/notes' });
  for (const seconds of [0.0005, 0.001, 0.02, 99]) posts.observe(201, seconds);
  posts.observe(422, 0.3);
  const text = await registry.metrics();
  expect(text).toContain('# TYPE took_seconds histogram');
  const labels = 'method="POST",route="/v1/notes"';
  expect(text).toContain(`took_seconds_bucket{${labels},status="201",le="0.001"} 2`);
  expect(text).toContain(`took_seconds_bucket{${labels},status="201",le="0.025"} 3`);
  expect(text).toContain(`took_seconds_bucket{${labels},status="201",le="10"} 3`);
  expect(text).toContain(`took_seconds_bucket{${labels},status="201",le="+Inf"} 4`);
  expect(text).toContain(`took_seconds_count{${labels},status="201"} 4`);
  expect(text).toContain(`took_seconds_sum{${labels},status="422"} 0.3`);
});
