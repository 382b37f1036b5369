import { expect, test, vi } from 'vitest';
import { keyHandler } from './keys.ts';

test.each([
  [{ isComposing: false, keyCode: 27 }, 1],
  [{ isComposing: true, keyCode: 27 }, 0],
  [{ isComposing: false, keyCode: 229 }, 0],
])('%j is handled %i times', (event, times) => {
  const handle = vi.fn();
  keyHandler(handle)(event);
  expect(handle).toHaveBeenCalledTimes(times);
});
