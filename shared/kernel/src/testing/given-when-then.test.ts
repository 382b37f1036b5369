import { expect, test } from 'vitest';
import { type Decider, specifies } from './given-when-then.ts';

type Light = { readonly on: boolean; readonly switched: number };
type Switch = { readonly to: 'on' | 'off'; readonly at: string };

/** A lamp that can be switched three times. */
const lamp: Decider<Light, 'on' | 'off', Switch, Switch, 'worn-out'> = {
  decide: (light, to) => {
    if (to === (light?.on ? 'on' : 'off')) return { kind: 'unchanged' };
    if (light?.switched === 3) return { kind: 'refused', why: 'worn-out' };
    return { kind: 'event', draft: { to, at: 'the wall' } };
  },
  evolve: (light, { to }) => ({ on: to === 'on', switched: (light?.switched ?? 0) + 1 }),
};
const { given } = specifies(lamp);
const on = { to: 'on', at: 'the wall' } as const;
const off = { to: 'off', at: 'the wall' } as const;

test('the command is decided on the state that the events make', () => {
  given().when('on').thenEvent(on);
  given(on).when('off').thenEvent(off);
  given(on).when('on').thenNothing();
  given(on, off, on).when('off').thenRejected('worn-out');
});

test('the order of members does not matter', () => {
  given().when('on').thenEvent({ at: 'the wall', to: 'on' });
});

test('another decision is an error that shows both sides', () => {
  expect(() => given().when('on').thenNothing()).toThrow(
    'the decision is {"draft":{"at":"the wall","to":"on"},"kind":"event"}, and should be {"kind":"unchanged"}',
  );
  expect(() => given(on).when('on').thenEvent(on)).toThrow('the decision is {"kind":"unchanged"}');
  expect(() =>
    given()
      .when('on')
      .thenEvent({ ...on, at: 'the door' }),
  ).toThrow('"the door"');
  expect(() => given().when('on').thenRejected('worn-out')).toThrow('worn-out');
  expect(() => given(on, off, on).when('off').thenNothing()).toThrow('worn-out');
});
