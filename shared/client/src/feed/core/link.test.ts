import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Link, type LinkEffect, type LinkInput, type LinkTimer, newLink, stepLink } from './link.ts';

function play(...inputs: LinkInput[]): { link: Link; effects: readonly LinkEffect[] } {
  let result: { link: Link; effects: readonly LinkEffect[] } = { link: newLink(true), effects: [] };
  for (const input of inputs) result = stepLink(result.link, input);
  return result;
}

const wanted: LinkInput = { type: 'wanted', wanted: true };
const opened: LinkInput = { type: 'opened' };
const heard: LinkInput = { type: 'heard' };
const broken = (code: number, random = 0.5, renewable = true): LinkInput => ({
  type: 'broken',
  code,
  random,
  renewable,
});
const timer = (name: LinkTimer): LinkInput => ({ type: 'timer', timer: name, random: 0.5 });
const up = [wanted, opened, heard];
const opens = { do: 'open', via: 'websocket' };

describe('after a close', () => {
  test.each([4400, 4403])('with %i it does not come back', (code) => {
    expect(play(...up, broken(code)).link).toMatchObject({ phase: 'closed', code });
    expect(play(...up, broken(code), { type: 'online' }, wanted).link.phase).toBe('closed');
  });

  test('with 4401 it comes back at once with another token, and not without one', () => {
    expect(play(...up, broken(4401)).link).toMatchObject({ phase: 'waiting', waitMs: 0 });
    expect(play(...up, broken(4401, 0.5, false)).link).toMatchObject({ phase: 'closed', code: 4401 });
  });

  test('with 4401 again before anything was heard it waits', () => {
    expect(play(...up, broken(4401), timer('retry'), opened, broken(4401)).link.waitMs).toBe(500);
  });

  test.each([1001, 4012, 4013])('with %i it comes back within a second, spread', (code) => {
    expect(play(...up, broken(code, 0.25)).link.waitMs).toBe(250);
    expect(play(...up, broken(code, 0.999)).link.waitMs).toBe(999);
  });

  test('with 4029 it stays away for longer', () => {
    expect(play(...up, broken(4029)).link.waitMs).toBe(2_000);
  });

  test('the back-off grows up to twenty seconds, and begins anew once something was heard', () => {
    const waits: number[] = [];
    let link = play(wanted).link;
    for (let i = 0; i < 9; i += 1) {
      link = stepLink(link, broken(1006, 1)).link;
      waits.push(link.waitMs);
      link = stepLink(link, timer('retry')).link;
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000, 20_000]);
    link = stepLink(stepLink(link, opened).link, heard).link;
    expect(stepLink(link, broken(1006, 1)).link.waitMs).toBe(500);
  });

  test('being opened alone does not begin the back-off anew', () => {
    expect(play(wanted, broken(1006), timer('retry'), opened, broken(1006)).link.waitMs).toBe(500);
  });
});

describe('where websockets cannot be opened', () => {
  const twice = [wanted, broken(1006), timer('retry'), broken(1006), timer('retry')];

  test('server-sent events are tried after the second failure', () => {
    expect(play(...twice).effects).toContainEqual({ do: 'open', via: 'sse' });
  });

  test('when those end, a websocket is tried again', () => {
    const later = play(...twice, opened, heard, broken(1006), timer('retry'));
    expect(later.effects).toContainEqual(opens);
    const next = stepLink(stepLink(later.link, broken(1006)).link, timer('retry'));
    expect(next.effects).toContainEqual({ do: 'open', via: 'sse' });
  });

  test('a websocket is tried again after a while, though they work', () => {
    const streams = play(...twice, opened, heard);
    expect(streams.effects).not.toContainEqual(opens);
    const next = stepLink(streams.link, timer('upgrade'));
    expect(next).toMatchObject({ link: { phase: 'connecting' }, effects: [{ do: 'close' }, {}, {}, opens] });
  });

  test('one that was opened before does not count', () => {
    const after = play(...up, broken(1006), timer('retry'), broken(1006), timer('retry'));
    expect(after.effects).toContainEqual(opens);
  });
});

describe('what may be dead', () => {
  test('is asked after silence, and given up without an answer', () => {
    expect(play(...up, timer('silence')).effects).toContainEqual({ do: 'ping' });
    expect(play(...up, timer('silence'), timer('answer')).link.phase).toBe('waiting');
    expect(play(...up, timer('silence'), heard).effects).toContainEqual({ do: 'clear', timers: ['answer'] });
  });

  test('is asked when somebody looks again, and when the network changes', () => {
    for (const type of ['visible', 'online', 'offline'] as const)
      expect(play(...up, { type }).effects).toContainEqual({ do: 'ping' });
  });

  test('is given up when it does not open in time', () => {
    expect(play(wanted, timer('open')).link.phase).toBe('waiting');
  });
});

describe('the network', () => {
  test('without it nothing is tried, and with it at once', () => {
    const away = play(...up, broken(1006), { type: 'offline' });
    expect(away.link.phase).toBe('offline');
    expect(stepLink(away.link, { type: 'visible' }).link.phase).toBe('offline');
    expect(stepLink(away.link, { type: 'online' }).effects).toContainEqual(opens);
  });

  test('somebody who looks again does not wait for the back-off', () => {
    expect(play(...up, broken(1006), { type: 'visible' }).effects).toContainEqual(opens);
  });
});

describe('a connection that nobody needs', () => {
  test('is kept for a while, and then closed', () => {
    const lingering = play(...up, { type: 'wanted', wanted: false });
    expect(lingering.link.phase).toBe('open');
    expect(stepLink(lingering.link, timer('idle'))).toMatchObject({ link: { phase: 'idle' } });
    expect(stepLink(stepLink(lingering.link, wanted).link, timer('idle')).link.phase).toBe('open');
  });

  test('is not opened again', () => {
    expect(play(...up, { type: 'wanted', wanted: false }, broken(1006)).link.phase).toBe('idle');
  });
});

const anyInput: fc.Arbitrary<LinkInput> = fc.oneof(
  fc.boolean().map((is): LinkInput => ({ type: 'wanted', wanted: is })),
  fc.constantFrom<LinkInput>(opened, heard, { type: 'online' }, { type: 'offline' }, { type: 'visible' }),
  fc
    .tuple(
      fc.constantFrom(1000, 1001, 1006, 4008, 4009, 4012, 4013, 4029, 4401),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
    )
    .map(([code, random]) => broken(code, random)),
  fc.constantFrom<LinkTimer>('retry', 'open', 'idle', 'silence', 'answer', 'upgrade').map(timer),
);

test('whatever happens, there is always something that takes a wanted connection further', () => {
  fc.assert(
    fc.property(fc.array(anyInput, { maxLength: 60 }), (inputs) => {
      const running = new Set<LinkTimer>();
      let link = newLink(true);
      for (const input of inputs) {
        // A timer that does not run cannot ring.
        if (input.type === 'timer' && !running.delete(input.timer)) continue;
        const result = stepLink(link, input);
        link = result.link;
        for (const effect of result.effects) {
          if (effect.do === 'start') running.add(effect.timer);
          if (effect.do === 'clear') for (const name of effect.timers) running.delete(name);
        }
        expect(link.waitMs).toBeLessThanOrEqual(20_000);
        if (link.phase === 'waiting') expect(running).toContain('retry');
        if (link.phase === 'connecting') expect(running).toContain('open');
        if (link.phase === 'open' && inputs.includes(heard))
          expect(running.has('silence') || running.has('answer')).toBe(true);
        if (link.phase === 'offline') expect(link.online).toBe(false);
        if (link.phase === 'idle') expect(link.wanted).toBe(false);
      }
    }),
  );
});
