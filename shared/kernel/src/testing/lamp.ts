import { Type } from 'typebox';
import type { KnownEvent, SubjectState } from '../index.ts';
import type { Sample } from './event-of.ts';

const nothing = Type.Object({}, { additionalProperties: false });
const lampEvents = {
  'lamps.LampHung.v1': { effect: 'creates', schema: nothing },
  'lamps.LampSwitched.v1': { effect: 'changes', schema: Type.Object({ on: Type.Boolean() }) },
  'lamps.LampBroken.v1': { effect: 'deletes', schema: nothing },
  'lamps.LampMended.v1': { effect: 'restores', schema: nothing },
  'lamps.LampSealed.v1': { effect: 'fences', schema: nothing },
} as const;

export type Lamp = SubjectState & { readonly on: boolean };

function evolve(state: Lamp | undefined, event: KnownEvent<typeof lampEvents>): Lamp {
  const { on = false, deleted_at = null } = state ?? {};
  const now = { on, deleted_at, version: event.version, updated_at: event.time };
  switch (event.type) {
    case 'lamps.LampSwitched.v1':
      return { ...now, on: event.data.on };
    case 'lamps.LampBroken.v1':
      return { ...now, deleted_at: event.time };
    case 'lamps.LampMended.v1':
      return { ...now, deleted_at: null };
    default:
      return now;
  }
}

/** A second aggregate, which only tests know: that the kernel knows nothing of notes. It has every effect there is. */
export const lamp = {
  family: 'lamps',
  events: lampEvents,
  evolve,
  data: { LampSwitched: { on: true } },
} satisfies Sample<Lamp>;
