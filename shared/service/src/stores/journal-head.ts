import { type Aggregate, familyOf, type Head, typesThat } from '@notes/kernel';

/** The end of a subject's chain in the journal as a row has it; null where the journal was not looked at, or has no event. */
export type JournalHeadRow =
  | { readonly head_id: null }
  | {
      readonly head_id: string;
      readonly head_version: number;
      readonly head_author: string;
      readonly head_type: string;
      readonly head_deleted: boolean;
      readonly head_absent: boolean;
      readonly head_frozen: boolean;
    };

export const journalHeadColumns = `head.event_id as head_id, head.version as head_version, head.author as head_author,
  head.type as head_type, head.deleted as head_deleted, head.absent as head_absent, head.frozen as head_frozen`;

/**
 * SQL for whether a table has such rows, looked up for each row at hand. For `exists` Postgres may make a hash of the whole table
 * instead, and a plan made while the table was small goes on doing so when it is not.
 */
export const existsByKey = (tableWhere: string): string => `((select true from ${tableWhere} limit 1) is not null)`;

/**
 * SQL to be joined laterally as `head`: the end of a subject's chain in the journal, under a condition. A subject without a row, or
 * with a stale one, has its head there: it was only fenced, or is of another family, or an event of an unknown type has frozen it. By `limit 1` it is looked up by its key, also in a
 * plan that was made while the table was empty.
 */
export function journalHead({ events }: Pick<Aggregate, 'events'>, subject: string, condition: string): string {
  const typeIn = (types: readonly string[]): string => `type = any('{${types.join(',')}}'::text[])`;
  const has = (what: string): string => existsByKey(`journal_entries where subject = ${subject} and ${what}`);
  return `(
    select event_id, version, author, type,
      ${existsByKey(`frozen where frozen.subject = ${subject}`)} as frozen,
      ${has(`version = 1 and ${typeIn(typesThat(events, 'fences'))}`)}
        and not ${has(typeIn(typesThat(events, 'creates')))} as absent,
      coalesce((
        select ${typeIn(typesThat(events, 'deletes'))} from journal_entries
        where subject = ${subject} and ${typeIn(typesThat(events, 'creates', 'deletes', 'restores'))}
        order by version desc limit 1
      ), false) as deleted
    from journal_entries where subject = ${subject} and (${condition})
    order by version desc limit 1
  )`;
}

/** The head in such a row, and who wrote the subject's first event; undefined if there is none. */
export function headInJournal(row: JournalHeadRow): { readonly head: Head; readonly author: string } | undefined {
  if (row.head_id === null) return undefined;
  const { head_id: eventId, head_version: version, head_deleted: deleted, head_frozen: frozen } = row;
  const head = { family: familyOf(row.head_type), eventId, version, deleted, frozen };
  return { head: row.head_absent ? { ...head, absent: true } : head, author: row.head_author };
}
