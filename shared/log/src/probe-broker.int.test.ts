import { expect, inject, test } from 'vitest';
import { probeBroker } from './probe-broker.ts';

test('a broker that is there is found among others that are not', async () => {
  await probeBroker(['127.0.0.1:1', ...inject('kafkaBrokers').split(',')], 5_000);
});

test('without any broker the probe fails in time', async () => {
  await expect(probeBroker(['127.0.0.1:1'], 1_000)).rejects.toMatchObject({ kind: 'unavailable' });
});
