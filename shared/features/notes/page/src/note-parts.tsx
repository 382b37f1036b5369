import { RelativeTime, type RowProps, type SubjectProps } from '@notes/page';
import type { Content } from './content.ts';
import type { ListView } from './route.ts';

const longestExcerpt = 160;

const excerptOf = (text: string): string => text.slice(0, longestExcerpt).replace(/\s+/g, ' ').trim();

export function NoteRow({ subject: note, marks }: RowProps<Content, ListView>) {
  const excerpt = excerptOf(note.description);
  return (
    <>
      <span class="row-head">
        <span class="row-title">{note.title}</span>
        {note.priority !== 0 && (
          <span class="pill">
            <span class="unseen">Priority </span>
            {note.priority}
          </span>
        )}
      </span>
      <span class="row-text">{excerpt === '' ? <i>No text</i> : excerpt}</span>
      <span class="row-meta">
        <span class="row-author">{note.created_by}</span>
        <RelativeTime time={note.deleted_at ?? note.updated_at} />
        {marks}
      </span>
    </>
  );
}

type Props = SubjectProps<Content, ListView>;

export const NoteRemarks = ({ subject: { priority } }: Props) =>
  priority === 0 ? null : <span>priority {priority}</span>;

export const NoteBody = ({ subject: { description } }: Props) =>
  description === '' ? <p class="no-text">No text.</p> : <p class="subject-text">{description}</p>;
