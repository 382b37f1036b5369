import type { AlignedData, Axis, Options } from 'uplot';
import { rate } from './sample.ts';
import { keptSeconds } from './watch.ts';

/** `tint` names a colour of the style sheet; `null` leaves a gap. */
export type Line = {
  readonly name: string;
  readonly tint: 'own' | 'others';
  readonly values: readonly (number | null)[];
};

const agoLabels = new Map([
  [-120, '2 min ago'],
  [-60, '1 min'],
  [0, 'now'],
]);

/** The newest is at 0, the one before at -1. */
export function columnsOf(lines: readonly Line[]): AlignedData {
  const length = lines[0]?.values.length ?? 0;
  return [Array.from({ length }, (_, index) => index - length + 1), ...lines.map(({ values }) => [...values])];
}

/** All but the size. The colours are those that the style sheet gives `box` and the entries of `legend`. */
export function chartOptions(lines: readonly Line[], box: Element, legend: Element): Omit<Options, 'width' | 'height'> {
  const colorOf = (element: Element | null): string => (element === null ? '' : getComputedStyle(element).color);
  const inkOf = (tint: Line['tint']): string => colorOf(legend.querySelector(`[data-tint=${tint}]`));
  const text = () => colorOf(box);
  const grid = () => getComputedStyle(box).borderTopColor;
  const axis: Axis = {
    stroke: text,
    grid: { stroke: grid, width: 1 },
    ticks: { show: false },
    font: '11px system-ui, sans-serif',
  };
  return {
    legend: { show: false },
    cursor: { show: false },
    padding: [6, 14, 0, 0],
    scales: {
      x: { time: false, range: [1 - keptSeconds, 0] },
      y: { range: (_plot, min, max) => [Math.min(0, min ?? 0), Math.max(1, max ?? 1) * 1.1] },
    },
    axes: [
      {
        ...axis,
        size: 22,
        splits: () => [...agoLabels.keys()],
        values: (_plot, splits) => splits.map((at) => agoLabels.get(at) ?? ''),
      },
      { ...axis, size: 40, values: (_plot, splits) => splits.map(rate) },
    ],
    series: [
      {},
      ...lines.map(({ name, tint }) => ({
        label: name,
        stroke: () => inkOf(tint),
        width: 1.5,
        // Between two own writes there is nothing to measure: the line connects the points.
        spanGaps: lines.length > 1,
        points: { show: lines.length > 1 && tint === 'own', size: 5, fill: () => inkOf(tint) },
      })),
    ],
  };
}
