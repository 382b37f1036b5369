import { type TArray, type TObject, Type } from 'typebox';
import { Actor, Count } from './members.ts';

// Numbers that every resource has. `name` begins the names of their schemas, `plural` is the member that counts the live ones.

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

/** How many there are, how many in the bin, and how many events; `more` counts stand behind the first. */
export const totalsOf = <Plural extends string, More extends object = object>(plural: Plural, more?: More) => ({
  ...({ [plural]: Count(`${capital(plural)} that are not deleted.`) } as { [P in Plural]: ReturnType<typeof Count> }),
  ...(more as More),
  deleted: Count(`${capital(plural)} in the bin.`),
  events: Count(`Events of all ${plural} together.`),
});

/** How many of each author there are. */
export const byAuthorOf = <Plural extends string>(name: string, plural: Plural) => {
  const count = { [plural]: Count(`${capital(plural)} of this author that are not deleted.`) };
  const AuthorCount = Type.Object({ created_by: Actor, ...count }, { $id: `${name}AuthorCount` });
  return Type.Array(AuthorCount, {
    maxItems: 100,
    description: `The 100 authors who have most ${plural}, the one with most first.`,
  }) as TArray<TObject<{ created_by: typeof Actor } & { [P in Plural]: ReturnType<typeof Count> }>>;
};

/** What happened on each day. */
export const perDayOf = (name: string) =>
  Type.Array(
    Type.Object(
      {
        day: Type.String({ format: 'date', description: 'In UTC.', examples: ['2026-01-31'] }),
        created: Count('Creations on this day.'),
        revised: Count('Changes on this day.'),
        deleted: Count('Deletions on this day.'),
        restored: Count('Restorations on this day.'),
      },
      { $id: `${name}DayCount` },
    ),
    { maxItems: 30, description: 'Events of the last 30 days on which there were any, the earliest day first.' },
  );
