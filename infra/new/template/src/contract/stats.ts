import { byAuthorOf, perDayOf, totalsOf } from '@notes/contracts';
import { type Static, Type } from 'typebox';

/** Numbers of samples and events, as a read model of its own keeps them. */
export const SampleStats = Type.Object(
  { ...totalsOf('samples'), by_author: byAuthorOf('Sample', 'samples'), per_day: perDayOf('Sample') },
  { $id: 'SampleStats' },
);
export type SampleStats = Static<typeof SampleStats>;
