import { Link, type ViewProps } from '@notes/page';
import type { ComponentChildren } from 'preact';
import type { Content } from './content.ts';
import { type ListView, nobody, routing, typeFilters } from './route.ts';
import './overview.css';
import { useStats } from './use-stats.ts';

/** How much is done, in all, by type and by assignee. */
export function TaskOverview({ workspace }: ViewProps<Content, ListView>) {
  const stats = useStats(workspace);
  if (stats === undefined || stats.tasks === 0) return null;
  return (
    <section class="overview" aria-label="Overview">
      <h2>
        {count(stats.done)} of {count(stats.tasks)} done
      </h2>
      <Bar name="All tasks" done={stats.done} tasks={stats.tasks} />
      <div class="overview-parts">
        <Part title="By type">
          {stats.by_type.map(({ type, done, tasks }) => (
            <Share key={type} name={typeFilters[type]} done={done} tasks={tasks} view={{ type }} />
          ))}
        </Part>
        <Part title="By assignee">
          {stats.by_assignee.slice(0, mostAssignees).map(({ assignee, done, tasks }) => (
            <Share
              key={assignee}
              name={assignee ?? 'Nobody'}
              done={done}
              tasks={tasks}
              view={{ assignee: assignee ?? nobody }}
            />
          ))}
        </Part>
      </div>
    </section>
  );
}

const mostAssignees = 8;

const count = (value: number): string => value.toLocaleString('en');

const Part = ({ title, children }: { readonly title: string; readonly children: ComponentChildren }) => (
  <div>
    <h3>{title}</h3>
    <ul class="shares">{children}</ul>
  </div>
);

type BarProps = { readonly name: string; readonly done: number; readonly tasks: number };

const Bar = ({ name, done, tasks }: BarProps) => (
  <progress class="bar" aria-label={`Done: ${name}`} max={tasks} value={done}>
    {done} of {tasks}
  </progress>
);

/** A part of the tasks; the link lists those of it that are open. */
const Share = ({ view, ...bar }: BarProps & { readonly view: Partial<ListView> }) => (
  <li>
    <Link href={routing.write({ view: { ...routing.initial, ...view }, open: undefined })}>{bar.name}</Link>
    <Bar {...bar} />
    <span class="hint">
      {count(bar.done)} / {count(bar.tasks)}
    </span>
  </li>
);
