import { exactTime, now, RelativeTime, type RowProps, type SubjectProps } from '@notes/page';
import type { ComponentChildren } from 'preact';
import { type AnyTask, type Content, labels, types } from './content.ts';
import { describeDue } from './due.ts';
import type { ListView } from './route.ts';

export function TaskRow({ subject: task, marks }: RowProps<Content, ListView>) {
  const { title, subtitle, type, severity, unique_title, done_at } = task;
  return (
    <span class="task-row" data-done={done_at !== null}>
      <span class="row-head">
        <span class="row-title">{title}</span>
        {severity !== null && (
          <span class="pill">
            <span class="unseen">Severity </span>
            {severity}
          </span>
        )}
      </span>
      <span class="row-text">
        {type === 'issue' && <span class="tag">Issue</span>}
        {unique_title !== null && <span class="key">{unique_title}</span>}
        {subtitle}
      </span>
      <span class="row-meta">
        <When task={task} />
        <span class="row-author">{task.assignee ?? <i>nobody</i>}</span>
        {marks}
      </span>
    </span>
  );
}

/** When it was deleted, when it was done, or when it is due. */
function When({ task: { deleted_at, done_at, due } }: { readonly task: AnyTask }) {
  if (deleted_at !== undefined) return <RelativeTime time={deleted_at} />;
  if (done_at === true) return <span>done just now</span>;
  if (done_at !== null)
    return (
      <span>
        done <RelativeTime time={done_at} />
      </span>
    );
  return due === null ? <span>no due date</span> : <DueTime due={due} />;
}

/** When it is due, kept up to date; the exact time is the tooltip. */
function DueTime({ due }: { readonly due: string }) {
  const { text, tone } = describeDue(due, now.value);
  return (
    <time class="due" data-tone={tone} dateTime={due} title={exactTime(due)}>
      {text}
    </time>
  );
}

type Props = SubjectProps<Content, ListView>;

export const TaskRemarks = ({ subject: { type } }: Props) => <span>{types[type].toLowerCase()}</span>;

/** What is known of a task beside its title. */
export function TaskBody({ subject: task }: Props) {
  const { subtitle, due, assignee, severity, story_points, unique_title, done_at } = task;
  const isOpen = done_at === null;
  return (
    <>
      {subtitle !== '' && <p class="subject-text">{subtitle}</p>}
      <dl class="facts">
        {!isOpen && <Fact name="Done">{done_at === true ? 'just now' : <ExactTime time={done_at} />}</Fact>}
        <Fact name={labels.due}>
          {due !== null && (
            <>
              {isOpen && <DueTime due={due} />}
              <span class={isOpen ? 'hint' : undefined}>
                <ExactTime time={due} />
              </span>
            </>
          )}
        </Fact>
        <Fact name={labels.assignee}>{assignee}</Fact>
        <Fact name={labels.severity}>{severity}</Fact>
        <Fact name={labels.story_points}>{story_points}</Fact>
        <Fact name={labels.unique_title}>{unique_title !== null && <span class="key">{unique_title}</span>}</Fact>
      </dl>
    </>
  );
}

const ExactTime = ({ time }: { readonly time: string }) => <time dateTime={time}>{exactTime(time)}</time>;

const Fact = ({ name, children }: { readonly name: string; readonly children: ComponentChildren }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children === null || children === false ? <i class="no-text">none</i> : children}</dd>
  </div>
);

/** The value of a field in a conflict or in a former version. */
export function valueText(field: keyof Content, content: Content): string {
  const value = content[field];
  if (value === null) return field === 'done_at' ? 'open' : '';
  if (field === 'type') return types[content.type];
  if (field === 'done_at') return value === true ? 'done now' : `done ${exactTime(String(value))}`;
  return field === 'due' ? exactTime(String(value)) : String(value);
}
