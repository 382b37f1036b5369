import { expect, test, vi } from 'vitest';
import { describeError, keepTrying } from './keep-trying.ts';

const quiet = () => ({ info: vi.fn(), warn: vi.fn() });

function failing(times: number, result = 'done') {
  let left = times;
  return async () => {
    left -= 1;
    if (left >= 0) throw new Error('away');
    return result;
  };
}

test('gives the result of the first attempt that succeeds', async () => {
  const logger = quiet();
  const onWaiting = vi.fn();
  const { signal } = new AbortController();
  expect(await keepTrying('postgres', failing(3), { logger, signal, onWaiting })).toBe('done');
  expect(logger.warn).toHaveBeenCalledOnce();
  expect(logger.info).toHaveBeenCalledOnce();
  expect(onWaiting.mock.calls).toEqual([['away']]);
});

test('says nothing when there was no trouble', async () => {
  const logger = quiet();
  await keepTrying('postgres', failing(0), { logger, signal: new AbortController().signal });
  expect(logger.info).not.toHaveBeenCalled();
});

test('ends when told to, also while it waits', async () => {
  const controller = new AbortController();
  const trying = keepTrying('postgres', failing(1_000_000), {
    logger: quiet(),
    signal: controller.signal,
    onWaiting: () => controller.abort(new Error('stopping')),
  });
  await expect(trying).rejects.toThrow('stopping');
});

test('describes an error over several addresses by those inside', () => {
  expect(describeError(new AggregateError([new Error('refused ::1'), new Error('refused 127.0.0.1')]))).toBe(
    'refused ::1; refused 127.0.0.1',
  );
  expect(describeError('odd')).toBe('odd');
});
