import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { TokenRenewal } from './token-renewal.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** The issuer's time, whatever this machine takes it for. */
const trueMs = (): number => performance.now();

let serial = 0;
const tokenOf = (claims: { readonly exp: number; readonly iat?: number }): string =>
  `${serial++}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
/** Issued now. */
const tokenFor = (lifetimeMs: number): string =>
  tokenOf({ iat: trueMs() / 1_000, exp: (trueMs() + lifetimeMs) / 1_000 });

/** A connection that begins with what `issue` gives, and asks it for more; `asked` has the times. */
function renewing(issue: () => string, refresh = async (_token: string): Promise<unknown> => undefined) {
  const asked: number[] = [];
  const ask = (): string => {
    asked.push(trueMs());
    return issue();
  };
  const credentials = async () => ({ token: ask(), headers: {} });
  const renewal = new TokenRenewal({ credentials, renewable: true }, refresh);
  renewal.begin(ask());
  return { asked, renewal };
}

const mostInAMinute = (times: readonly number[]): number =>
  Math.max(...times.map((begin) => times.filter((at) => at >= begin && at < begin + minuteMs).length));

describe.each([0, 8 * minuteMs, 9 * minuteMs, 9.5 * minuteMs, 9.99 * minuteMs, 10 * minuteMs, hourMs, 24 * hourMs])(
  'with a clock that is off by %i ms',
  (offMs) => {
    test.each([offMs, -offMs])(
      '(%i) tokens of ten minutes are renewed in time, and asked for twice a minute at most',
      async (skewMs) => {
        let expires = 0;
        const late: number[] = [];
        vi.setSystemTime(skewMs);
        const { asked, renewal } = renewing(() => {
          if (expires !== 0 && trueMs() > expires) late.push(trueMs());
          expires = trueMs() + 10 * minuteMs;
          return tokenFor(10 * minuteMs);
        });
        await vi.advanceTimersByTimeAsync(2 * hourMs);
        renewal.end();
        expect(late).toEqual([]);
        expect(mostInAMinute(asked)).toBeLessThanOrEqual(2);
      },
    );
  },
);

test.each([-hourMs, hourMs])('a clock that steps by %i ms changes nothing', async (stepMs) => {
  const { asked, renewal } = renewing(() => tokenFor(10 * minuteMs));
  vi.setSystemTime(stepMs);
  await vi.advanceTimersByTimeAsync(9.5 * minuteMs);
  renewal.end();
  expect(asked).toEqual([0, 9.5 * minuteMs]);
});

test('a token that is handed out late is renewed by what is left of it', async () => {
  const kept = [tokenFor(10 * minuteMs)];
  await vi.advanceTimersByTimeAsync(5 * minuteMs);
  const { asked, renewal } = renewing(() => kept.shift() ?? tokenFor(10 * minuteMs));
  await vi.advanceTimersByTimeAsync(5 * minuteMs);
  renewal.end();
  expect(asked.map((at) => at / minuteMs)).toEqual([5, 9.5]);
});

test('a token of a few seconds is renewed when half of them have passed', async () => {
  const { asked, renewal } = renewing(() => tokenFor(10_000));
  await vi.advanceTimersByTimeAsync(12_000);
  renewal.end();
  expect(asked).toEqual([0, 5_000, 10_000]);
});

test.each([-hourMs, 0, hourMs])(
  'a token that does not say when it was issued, with a clock that is off by %i ms',
  async (skewMs) => {
    vi.setSystemTime(skewMs);
    const { asked, renewal } = renewing(() => tokenOf({ exp: (trueMs() + 10 * minuteMs) / 1_000 }));
    await vi.advanceTimersByTimeAsync(hourMs);
    renewal.end();
    expect(mostInAMinute(asked)).toBeLessThanOrEqual(2);
  },
);

test.each(['gives the same token', 'fails', 'gives what is refused'])(
  'a token function that %s is asked twice a minute at most',
  async (how) => {
    const first = tokenFor(10 * minuteMs);
    const issue = (): string => {
      if (how === 'fails' && trueMs() > 0) throw new Error('away');
      return how === 'gives what is refused' ? tokenFor(10 * minuteMs) : first;
    };
    const { asked, renewal } = renewing(issue, async () => {
      throw new Error('refused');
    });
    await vi.advanceTimersByTimeAsync(11 * minuteMs);
    renewal.end();
    expect(asked.length).toBeGreaterThan(2);
    expect(mostInAMinute(asked)).toBeLessThanOrEqual(2);
  },
);
