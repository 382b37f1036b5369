import type { Decision } from '@notes/kernel';
import { type Lamp, lamp } from '@notes/kernel/testing';
import type { ClientCommand, Tried } from './protocol.ts';

const absent: Decision = { kind: 'refused', why: 'not-found' };
const happens = (type: keyof typeof lamp.events, data: object = {}): Decision => ({
  kind: 'event',
  draft: { type, data },
});

export const hang: ClientCommand<Lamp> = {
  name: 'hang',
  decide: (state) => (state === undefined ? happens('lamps.LampHung.v1') : { kind: 'refused', why: 'exists' }),
};
export const flip: ClientCommand<Lamp> = {
  name: 'flip',
  decide: (state) =>
    state === undefined || state.deleted_at !== null ? absent : happens('lamps.LampSwitched.v1', { on: !state.on }),
};
export const smash: ClientCommand<Lamp> = {
  name: 'smash',
  decide: (state) => (state === undefined || state.deleted_at !== null ? absent : happens('lamps.LampBroken.v1')),
};
export const mend: ClientCommand<Lamp> = {
  name: 'mend',
  decide(state) {
    if (state === undefined) return absent;
    return state.deleted_at !== null ? happens('lamps.LampMended.v1') : { kind: 'unchanged' };
  },
};
/** Is never refused, and never without effect. */
export const seal: ClientCommand<Lamp> = { name: 'seal', decide: () => happens('lamps.LampSealed.v1') };

/** A lamp that hangs. */
export const aLamp: Tried = { aggregate: lamp, before: [hang], commands: [flip, smash] };
