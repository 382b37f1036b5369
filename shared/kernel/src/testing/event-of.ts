import { type AnyEvent, type EventTable, type Folding, isKnownType, type SubjectState } from '../index.ts';

/** An aggregate as a test tries it. `data`: what the events of a type say, by its short name; nothing where it is missing. */
export type Sample<State extends SubjectState = SubjectState> = Folding<State> & {
  readonly data: Readonly<Record<string, object>>;
};

/** An event of the type with this short name, of known or unknown type; what the test does not care about is filled in. */
export function eventOf(
  { family, events, data }: Pick<Sample, 'family' | 'events' | 'data'>,
  shortName: string,
  members: Partial<Omit<AnyEvent, 'type'>> = {},
): AnyEvent {
  const type = `${family}.${shortName}.v1`;
  return {
    id: '00000000-0000-4000-8000-000000000001',
    subject: '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60',
    version: 1,
    previous: undefined,
    commandId: '00000000-0000-4000-8000-0000000000ff',
    fingerprint: 'f',
    actor: 'ada',
    time: '2026-01-31T12:00:00.000Z',
    traceparent: undefined,
    type,
    data: data[shortName] ?? {},
    ...members,
    ...(isKnownType<EventTable>(events, type) ? {} : { unknown: true }),
  };
}
