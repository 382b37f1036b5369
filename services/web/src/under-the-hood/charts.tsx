import type { ReadonlySignal } from '@preact/signals';
import { Chart } from './chart.tsx';
import type { Sample } from './sample.ts';

/** The last two minutes. The figures beneath say the same without a picture. */
export function Charts({ samples }: { samples: ReadonlySignal<readonly Sample[]> }) {
  const taken = samples.value;
  return (
    <div class="hood-charts">
      <Chart
        title="Events a second"
        lines={[{ name: 'all notes', tint: 'own', values: taken.map((one) => one.eventsPerSecond) }]}
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
