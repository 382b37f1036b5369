import type { ReadonlySignal } from '@preact/signals';
import { count, milliseconds, rate } from './format.ts';
import { type Sample, summaryOf } from './sample.ts';
import { ScrollArea } from './scroll-area.tsx';

const rows = [
  ['Events a second', 'eventsPerSecond', rate],
  ['Records behind the log', 'lag', count],
  ['Your writes, from sending to the screen', 'ownMs', milliseconds],
  ['Events of others, from their time to the screen', 'othersMs', milliseconds],
] as const;

/** What the charts show, in numbers. */
export function Figures({ samples }: { samples: ReadonlySignal<readonly Sample[]> }) {
  return (
    <div class="hood-part">
      <h3 id="hood-figures">The last two minutes</h3>
      <ScrollArea labelledBy="hood-figures">
        <table class="hood-table">
          <thead>
            <tr>
              <th scope="col">Each second</th>
              <th scope="col">Now</th>
              <th scope="col">Median</th>
              <th scope="col">95 %</th>
              <th scope="col">Most</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([title, figure, show]) => {
              const { now, median, p95, max } = summaryOf(samples.value, figure);
              return (
                <tr key={figure}>
                  <th scope="row">{title}</th>
                  <td>{show(now)}</td>
                  <td>{show(median)}</td>
                  <td>{show(p95)}</td>
                  <td>{show(max)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollArea>
      <p class="hood-what">
        Your writes are timed by one clock. Events of others carry the time of the machine that decided them: where its
        clock and yours differ, so does the figure, and it may be negative.
      </p>
    </div>
  );
}
