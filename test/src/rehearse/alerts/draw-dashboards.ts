import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { allDashboards, type Dashboard, type Panel } from '@notes/monitoring';
import { findChromium, noChromium, openBrowser } from '../../harness/browser.ts';
import { filledIn } from './filled-in.ts';
import type { PrometheusProcess, Series } from './prometheus-process.ts';

const minutes = 10;
const colors = ['#3274d9', '#e02f44', '#2f9e44', '#f08c00', '#9c36b5', '#0c8599', '#846358', '#5c677d'];
const [width, height] = [360, 130];

/** Draws every panel with what its queries give now: a picture for each dashboard, by our own means and not as Grafana would. */
export async function drawDashboards(prometheus: PrometheusProcess, folder: string): Promise<void> {
  const path = findChromium();
  if (path === undefined) throw new Error(noChromium);
  await mkdir(folder, { recursive: true });
  const browser = await openBrowser(path);
  try {
    const page = await browser.newPage({ viewport: { width: 1600, height: 900 } });
    for (const dashboard of allDashboards) {
      await page.setContent(await pageOf(dashboard, prometheus));
      await writeFile(join(folder, `${dashboard.uid}.png`), await page.screenshot({ fullPage: true }));
    }
  } finally {
    await browser.close();
  }
}

async function pageOf({ title, rows }: Dashboard, prometheus: PrometheusProcess): Promise<string> {
  const parts: string[] = [`<h1>${title}</h1>`];
  for (const row of rows) {
    const panels = await Promise.all(row.panels.map((panel) => figureOf(panel, prometheus)));
    parts.push(`<h2>${row.title}</h2><main>${panels.join('')}</main>`);
  }
  return `<style>body{font:12px system-ui;margin:1rem}main{display:flex;flex-wrap:wrap;gap:8px}figure{margin:0;border:1px solid #ccc;padding:6px;width:${width}px}
    figcaption{font-weight:600}small{display:inline-block;margin-right:8px}</style>${parts.join('')}`;
}

async function figureOf({ title, unit, kind, queries }: Panel, prometheus: PrometheusProcess): Promise<string> {
  const listed = kind === 'stat' || kind === 'table';
  const found = await Promise.all(
    queries.map(async ([expr, legend]) => {
      const series = listed
        ? await prometheus.query(filledIn(expr))
        : await prometheus.queryRange(filledIn(expr), minutes);
      return series.map((one) => ({ ...one, name: nameOf(legend, one) }));
    }),
  );
  const all = found.flat();
  const now = all.map(({ name, points }) => `${name}: ${shown(points.at(-1)?.[1] ?? Number.NaN)}`);
  const legend = all.map(({ name }, i) => `<small style="color:${colors[i % colors.length]}">${escaped(name)}</small>`);
  const body = listed
    ? `<p>${now.map(escaped).join('<br>') || 'none'}</p>`
    : `${svgOf(all)}${legend.slice(0, 14).join('')}`;
  return `<figure><figcaption>${escaped(title)} (${unit})</figcaption>${body}</figure>`;
}

function svgOf(all: readonly Series[]): string {
  const points = all.flatMap((one) => one.points).filter(([, value]) => Number.isFinite(value));
  if (points.length === 0) return '<p>no data</p>';
  const [from, to] = [Math.min(...points.map(([time]) => time)), Math.max(...points.map(([time]) => time))];
  const top = Math.max(...points.map(([, value]) => value), 1e-9);
  const x = (time: number): number => ((time - from) / Math.max(1, to - from)) * width;
  const y = (value: number): number => height - (Math.max(0, value) / top) * (height - 12);
  const lines = all.map((one, i) => {
    const at = one.points
      .filter(([, value]) => Number.isFinite(value))
      .map(([time, value]) => `${x(time)},${y(value)}`);
    return `<polyline fill="none" stroke-width="1.5" stroke="${colors[i % colors.length]}" points="${at.join(' ')}"/>`;
  });
  return `<svg width="${width}" height="${height}"><text x="2" y="10" font-size="10">${shown(top)}</text>${lines.join('')}</svg>`;
}

const nameOf = (legend: string, { metric }: Series): string =>
  legend.replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => metric[label] ?? '').trim();
const shown = (value: number): string => (Number.isFinite(value) ? String(Number(value.toPrecision(3))) : 'none');
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
