import { useEffect } from 'preact/hooks';
import { Failure, Icon, Lazy } from '../controls.tsx';
import { Link } from '../location.tsx';
import { type ListChoice, newId } from '../subjects/index.ts';
import type { ViewProps, ViewWorkspace } from './resource-view.ts';
import { SubjectForm } from './subject-form.tsx';
import { SubjectView } from './subject-view.tsx';

const loadHistory = () => import('./history-panel.tsx').then(({ HistoryPanel }) => HistoryPanel);

type Props<C extends object, V extends ListChoice> = ViewProps<C, V> & { readonly id: string | undefined };

/** The open subject, its form, or why there is none. */
export function OpenPane<C extends object, V extends ListChoice>({ workspace, id }: Props<C, V>) {
  const { shown, state, open } = workspace;
  useEffect(() => {
    if (id !== undefined && id !== newId) void open.read(id);
  }, [open, id]);
  return (
    <section class="pane" aria-label={capital(shown.one)}>
      {id === undefined ? (
        <NothingOpen workspace={workspace} />
      ) : (
        <>
          <Link class="button quiet to-list" href={state.addressOf({ open: undefined })}>
            <Icon name="back" /> All {shown.many}
          </Link>
          <Open key={id} workspace={workspace} id={id} />
        </>
      )}
    </section>
  );
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

type OpenProps<C extends object, V extends ListChoice> = ViewProps<C, V> & { readonly id: string };

function Open<C extends object, V extends ListChoice>({ workspace, id }: OpenProps<C, V>) {
  const { store, open, shown, state } = workspace;
  const draft =
    state.drafts.all.value.get(id) ?? (id === newId ? { base: undefined, content: shown.empty } : undefined);
  if (draft !== undefined) return <SubjectForm workspace={workspace} id={id} draft={draft} />;
  const subject = store.subjects.value.get(id)?.subject;
  if (subject === undefined)
    return <NotThere one={shown.one} state={open.state.value} onRetry={() => void open.read(id)} />;
  return (
    <>
      <SubjectView workspace={workspace} subject={subject} />
      {state.isHistoryOpen.value && subject.version > 0 && <Lazy load={loadHistory} props={{ workspace, subject }} />}
    </>
  );
}

type NotThereProps = {
  readonly one: string;
  readonly state: ViewWorkspace<object, ListChoice>['open']['state']['value'];
  readonly onRetry: () => void;
};

function NotThere({ one, state, onRetry }: NotThereProps) {
  if (state.phase === 'missing')
    return (
      <div class="nothing">
        <h2>There is no such {one}.</h2>
        <p>The address may be incomplete.</p>
      </div>
    );
  if (state.phase === 'failed') return <Failure text={state.error} onRetry={onRetry} />;
  return (
    <div class="skeleton" role="status">
      <span class="unseen">Loading the {one}</span>
      <div class="skeleton-title" />
      <div class="skeleton-row" />
    </div>
  );
}

function NothingOpen<C extends object, V extends ListChoice>({ workspace }: ViewProps<C, V>) {
  const { one, Overview } = workspace.shown;
  return (
    <>
      {Overview && <Overview workspace={workspace} />}
      <div class="nothing">
        <p>Select a {one}, or create one.</p>
        <p class="hint">
          <kbd>j</kbd> <kbd>k</kbd> move, <kbd>n</kbd> creates, <kbd>?</kbd> lists all keys.
        </p>
      </div>
    </>
  );
}
