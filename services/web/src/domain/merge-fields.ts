import type { Content } from './any-note.ts';

export type Field = keyof Content;
export type Side = 'mine' | 'theirs';

const fields: readonly Field[] = ['title', 'priority', 'description'];

/** A field that differs, and whose version a merge takes if nobody says otherwise. */
export type FieldConflict = { readonly field: Field; readonly suggested: Side; readonly isBoth: boolean };

/** Which fields differ, judged by what both began from: where only one side has changed a field, that side is suggested; else mine. */
export function findConflicts(base: Content, mine: Content, theirs: Content): readonly FieldConflict[] {
  return fields
    .filter((field) => mine[field] !== theirs[field])
    .map((field) => {
      const [byMe, byThem] = [mine[field] !== base[field], theirs[field] !== base[field]];
      return { field, suggested: byMe ? 'mine' : 'theirs', isBoth: byMe && byThem };
    });
}

/** Their version, but mine of the fields that are to be mine. */
export function mergeFields(mine: Content, theirs: Content, sides: Readonly<Partial<Record<Field, Side>>>): Content {
  const side = (field: Field): Content => (sides[field] === 'mine' ? mine : theirs);
  return {
    title: side('title').title,
    priority: side('priority').priority,
    description: side('description').description,
  };
}

/** The fields that differ, with their values in `after`. */
export function changedFields(before: Content, after: Content): Partial<Content> {
  return {
    ...(before.title === after.title ? {} : { title: after.title }),
    ...(before.priority === after.priority ? {} : { priority: after.priority }),
    ...(before.description === after.description ? {} : { description: after.description }),
  };
}
