import type { AnyNote } from '../domain/any-note.ts';
import type { PendingWrite } from '../domain/pending-write.ts';
import { exactTime, relativeTime } from '../domain/relative-time.ts';
import { writeRoute } from '../domain/route.ts';
import { now } from '../store/clock.ts';
import { followLink, route } from '../store/location.ts';

type Props = {
  readonly note: AnyNote;
  readonly place: number;
  readonly of: number;
  readonly isOpen: boolean;
  readonly isFresh: boolean;
  readonly isDraft: boolean;
  readonly saving: PendingWrite['state'] | undefined;
};

export const savingWords: Readonly<Record<PendingWrite['state'], string>> = {
  sending: 'Saving…',
  accepted: 'Saved',
  failed: 'Not saved yet',
};

const longestExcerpt = 160;

const excerptOf = (text: string): string => text.slice(0, longestExcerpt).replace(/\s+/g, ' ').trim();

export function NoteRow({ note, place, of, isOpen, isFresh, isDraft, saving }: Props) {
  const to = { open: note.id };
  const time = note.deleted_at ?? note.updated_at;
  const excerpt = excerptOf(note.description);
  return (
    <li class="row" data-fresh={isFresh} data-saving={saving} aria-setsize={of} aria-posinset={place}>
      <a
        href={writeRoute({ ...route.value, ...to })}
        data-id={note.id}
        aria-current={isOpen ? 'page' : undefined}
        onClick={(event) => followLink(event, to)}
      >
        <span class="row-head">
          <span class="row-title">{note.title}</span>
          {note.priority !== 0 && <Priority value={note.priority} />}
        </span>
        <span class="row-text">{excerpt === '' ? <i>No text</i> : excerpt}</span>
        <span class="row-meta">
          <span class="row-author">{note.created_by}</span>
          <time dateTime={time} title={exactTime(time)}>
            {relativeTime(time, now.value)}
          </time>
          {isDraft && <span class="row-state">Draft</span>}
          {saving !== undefined && <span class="row-state">{savingWords[saving]}</span>}
        </span>
      </a>
    </li>
  );
}

export const Priority = ({ value }: { readonly value: number }) => (
  <span class="priority">
    <span class="unseen">Priority </span>
    {value}
  </span>
);
