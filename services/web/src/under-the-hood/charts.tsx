import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Sample } from './sample.ts';
import 'uplot/dist/uPlot.min.css';
import uPlot from 'uplot';
import { chartOptions, columnsOf, type Line } from './chart-options.ts';

/** The last two minutes. The table below has the same figures. */
export function Charts({ samples }: { samples: ReadonlySignal<readonly Sample[]> }) {
  const taken = samples.value;
  return (
    <div class="hood-charts">
      <Chart
        title="Events a second"
        lines={[{ name: 'all events', tint: 'own', values: taken.map((one) => one.eventsPerSecond) }]}
      />
      <Chart
        title="Records behind the log"
        lines={[{ name: 'projection', tint: 'own', values: taken.map(({ lag }) => lag) }]}
      />
      <Chart
        title="Milliseconds to the screen"
        lines={[
          { name: 'yours', tint: 'own', values: taken.map(({ ownMs }) => ownMs) },
          { name: 'others’', tint: 'others', values: taken.map(({ othersMs }) => othersMs) },
        ]}
      />
    </div>
  );
}

/**
 * A chart that moves by a second with each sample. It fills its place, and takes its colours from the style sheet each time it is drawn,
 * so it follows the theme. Screen readers get the figures from the table instead.
 */
function Chart({ title, lines }: { title: string; lines: readonly Line[] }) {
  const place = useRef<HTMLDivElement>(null);
  const legend = useRef<HTMLElement>(null);
  const plot = useRef<uPlot>(undefined);

  useEffect(() => {
    const [box, caption] = [place.current, legend.current];
    if (box === null || caption === null) return;
    const size = () => ({ width: box.clientWidth, height: box.clientHeight });
    const chart = new uPlot({ ...chartOptions(lines, box, caption), ...size() }, columnsOf(lines), box);
    const resized = new ResizeObserver(() => chart.setSize(size()));
    resized.observe(box);
    plot.current = chart;
    return () => {
      resized.disconnect();
      chart.destroy();
    };
    // Only the values change: the number of lines and their names are fixed.
  }, []);

  useEffect(() => plot.current?.setData(columnsOf(lines)), [lines]);

  return (
    <figure class="hood-chart">
      <figcaption ref={legend}>
        <h3>{title}</h3>
        {lines.map(({ name, tint }) => (
          <span key={name} class="hood-line" data-tint={tint}>
            {name}
          </span>
        ))}
      </figcaption>
      <div ref={place} class="hood-plot" aria-hidden="true" />
    </figure>
  );
}
