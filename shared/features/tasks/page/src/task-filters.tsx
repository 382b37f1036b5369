import type { ViewProps } from '@notes/page';
import { isOneOf } from '@notes/page/subjects';
import { useId } from 'preact/hooks';
import type { Content } from './content.ts';
import { type ListView, nobody, type State, states, typeFilters } from './route.ts';
import { useStats } from './use-stats.ts';

type Props = ViewProps<Content, ListView>;

/** State and type: always in sight. */
export function TaskFacets({ workspace: { state } }: Props) {
  const { view } = state.route.value;
  const name = useId();
  return (
    <div class="facets">
      <fieldset class="segments" aria-label="State">
        {(Object.entries(states) as [State, string][]).map(([one, word]) => (
          <label key={one}>
            <input
              type="radio"
              name={name}
              checked={view.state === one}
              onChange={() => state.changeView({ state: one })}
            />
            {word}
          </label>
        ))}
      </fieldset>
      <select
        aria-label="Type"
        value={view.type}
        onChange={({ currentTarget: { value } }) => isOneOf(typeFilters, value) && state.changeView({ type: value })}
      >
        {Object.entries(typeFilters).map(([type, word]) => (
          <option key={type} value={type}>
            {word}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Assignee and severity. */
export function TaskFilters({ workspace, id }: Props & { readonly id: string }) {
  const { state } = workspace;
  const { assignee, severity } = state.route.value.view;
  const stats = useStats(workspace);
  const known = stats?.by_assignee.flatMap((one) => one.assignee ?? []) ?? [];
  const names = new Set([...known, ...(assignee === '' || assignee === nobody ? [] : [assignee])]);
  return (
    <>
      <div class="field">
        <label for={`${id}-assignee`}>Assignee</label>
        <select
          id={`${id}-assignee`}
          value={assignee}
          onChange={({ currentTarget }) => state.changeView({ assignee: currentTarget.value })}
        >
          <option value="">Anyone</option>
          <option value={nobody}>Nobody</option>
          {[...names].map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for={`${id}-severity`}>Severity ≥</label>
        <input
          id={`${id}-severity`}
          type="number"
          value={severity ?? ''}
          placeholder="Any"
          onChange={({ currentTarget: { value } }) =>
            state.changeView({ severity: value === '' ? undefined : Number(value) })
          }
        />
      </div>
    </>
  );
}
