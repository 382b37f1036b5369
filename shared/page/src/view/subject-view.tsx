import { useEffect, useRef } from 'preact/hooks';
import { Button, RelativeTime } from '../controls.tsx';
import { focusNeighbour } from '../list.ts';
import { headingId, isNarrow } from '../location.tsx';
import { describeVisitors, visit, visitors } from '../presence.ts';
import type { ListChoice } from '../subjects/index.ts';
import { exactTime } from '../time.ts';
import { type SubjectProps, titleOf, type ViewProps } from './resource-view.ts';
import { edit } from './shortcuts.ts';
import { savingWords } from './subject-list.tsx';

/** A subject to read. */
export function SubjectView<C extends object, V extends ListChoice>({ workspace, subject }: SubjectProps<C, V>) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { id } = subject;
  const { TitleControl, Remarks, Body } = workspace.shown;
  useEffect(() => {
    // Where the subject replaces the list, or a form, it gets the focus. Elsewhere the focus stays where it is.
    if (isNarrow() || document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [id]);
  const isSaved = subject.version > 0;
  return (
    <article class="subject" aria-labelledby={headingId}>
      <header class="subject-head">
        <div class="subject-title">
          {TitleControl && <TitleControl workspace={workspace} subject={subject} />}
          <h2 id={headingId} ref={heading} tabIndex={-1}>
            {titleOf(workspace.shown, subject)}
          </h2>
        </div>
        <p class="subject-meta">
          <span>{subject.created_by}</span>
          <RelativeTime time={subject.updated_at} />
          {isSaved && <span>version {subject.version}</span>}
          {Remarks && <Remarks workspace={workspace} subject={subject} />}
          <SavingState workspace={workspace} id={id} />
        </p>
        {isSaved && <VisitorsLine workspace={workspace} id={id} />}
      </header>
      {subject.deleted_at === undefined ? (
        <Actions workspace={workspace} subject={subject} />
      ) : (
        <InBin workspace={workspace} subject={subject} time={subject.deleted_at} />
      )}
      <Body workspace={workspace} subject={subject} />
    </article>
  );
}

function Actions<C extends object, V extends ListChoice>({ workspace, subject }: SubjectProps<C, V>) {
  const isSaved = subject.version > 0;
  /** The focus goes to the row that takes the subject's place. */
  const remove = (): void => {
    const rows = workspace.store.rows.value;
    workspace.commands.remove(subject);
    focusNeighbour(rows, subject.id);
  };
  return (
    <div class="actions">
      <Button disabled={!isSaved} onClick={() => edit(workspace, subject)}>
        Edit
      </Button>
      <HistoryButton workspace={workspace} isSaved={isSaved} />
      <Button disabled={!isSaved} onClick={remove}>
        Delete
      </Button>
    </div>
  );
}

type InBinProps<C extends object, V extends ListChoice> = SubjectProps<C, V> & { readonly time: string };

function InBin<C extends object, V extends ListChoice>({ workspace, subject, time }: InBinProps<C, V>) {
  return (
    <>
      <p class="notice">
        <span>
          In the bin since <time dateTime={time}>{exactTime(time)}</time>.
        </span>
      </p>
      <div class="actions">
        <Button kind="primary" onClick={() => workspace.commands.restore(subject)}>
          Restore
        </Button>
        <HistoryButton workspace={workspace} isSaved />
      </div>
    </>
  );
}

type HistoryButtonProps<C extends object, V extends ListChoice> = ViewProps<C, V> & { readonly isSaved: boolean };

function HistoryButton<C extends object, V extends ListChoice>({ workspace, isSaved }: HistoryButtonProps<C, V>) {
  const { isHistoryOpen } = workspace.state;
  return (
    <Button
      disabled={!isSaved}
      aria-expanded={isHistoryOpen.value}
      onClick={() => {
        isHistoryOpen.value = !isHistoryOpen.value;
      }}
    >
      History
    </Button>
  );
}

type OfOneProps<C extends object, V extends ListChoice> = ViewProps<C, V> & { readonly id: string };

/** The state of this page's last write of the subject; empty once the feed has delivered it. */
function SavingState<C extends object, V extends ListChoice>({ workspace, id }: OfOneProps<C, V>) {
  const write = workspace.store.writes.value.findLast((one) => one.id === id);
  return (
    <span class="saving" role="status" data-saving={write?.state}>
      {write === undefined ? '' : savingWords[write.state]}
    </span>
  );
}

/** Who else has this subject open. */
function VisitorsLine<C extends object, V extends ListChoice>({ workspace, id }: OfOneProps<C, V>) {
  const { client, shown } = workspace;
  useEffect(() => visit(client, `${shown.one}-${id}`), [client, shown, id]);
  return (
    <p class="visitors" role="status">
      {describeVisitors(visitors.value, shown.one)}
    </p>
  );
}
